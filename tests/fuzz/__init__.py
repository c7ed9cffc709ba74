"""Strange input by the million; run by hand."""
