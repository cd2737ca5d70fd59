"""The regional manager's reading of minutes, and findings."""
