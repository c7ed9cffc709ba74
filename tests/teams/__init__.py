"""What leaders do for a unit."""
