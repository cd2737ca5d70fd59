"""Charts: records in, Altair chart out. They know neither the page nor the record."""
