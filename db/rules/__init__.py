"""The business as pure functions: no session, no clock, no frames."""
