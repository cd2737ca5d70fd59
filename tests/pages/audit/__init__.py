"""The screens of audit, run as their scripts."""
