"""Acts: check, change, record. Never commit."""
