"""Acts, on both databases."""
