"""The screens of measures."""
