"""Pieces of screens, tested on screens of their own."""
