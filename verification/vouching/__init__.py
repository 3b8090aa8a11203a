"""Two neighbours vouch for a third. `rules` decides and asks no database; `querysets` reads. What changes is in `services`."""
