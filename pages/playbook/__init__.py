"""The playbook: problems and their responses."""
