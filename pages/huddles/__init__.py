"""Huddles: what the team agrees on, and the minutes that prove it."""
