"""Questions, tested on both databases."""
