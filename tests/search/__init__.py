"""What people type when they look for a problem, and the one that they mean."""
