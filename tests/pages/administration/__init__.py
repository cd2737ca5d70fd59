"""The screens of administration, run as their scripts."""
