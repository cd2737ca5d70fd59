"""Streamlit pieces used by two or more screens. They never query and never decide."""
