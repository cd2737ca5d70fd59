"""Measures: how often staff escalate, and how long customers wait."""
