"""Questions: session and viewer in, frozen records out. Never write."""
