"""Pages outside the tree: photos, finding one's neighbourhood, maps."""
