"""People, places, limits, cover and the audit trail."""
