"""How the product holds up with a hundred people at it: a driver that speaks Streamlit's protocol.

`python -m tests.load --help` says how to start it; docs/performance.md holds its figures.
"""
