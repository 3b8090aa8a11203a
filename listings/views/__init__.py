"""Pages outside the tree: writing, answering, one's own list."""
