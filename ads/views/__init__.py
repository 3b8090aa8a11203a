"""Pages outside the tree: for shops, for curators, for everybody."""
