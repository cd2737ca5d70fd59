"""The tests. They mirror the tree: what db/rules/waits.py says is tried in tests/db/rules."""
