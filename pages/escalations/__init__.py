"""Escalations: what waits now, and what happened before."""
