"""Streamlit pieces used by two or more screens. Never query, never decide."""
