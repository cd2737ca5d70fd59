"""The screens of readiness."""
