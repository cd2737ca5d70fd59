"""The record: what is true, what may be asked of it, what may be done to it."""
