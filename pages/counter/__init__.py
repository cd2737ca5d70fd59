"""The counter: what may I give, and who comes when I ask."""
