"""Charts, tested by their specifications."""
