"""Readiness: what an office could handle as agreed."""
