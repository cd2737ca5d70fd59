"""Files in: mapping, validation, and a report of every refused row."""
