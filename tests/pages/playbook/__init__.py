"""The screens of playbook, run as their scripts."""
