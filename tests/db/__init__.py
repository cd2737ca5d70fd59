"""The record, tested room by room."""
