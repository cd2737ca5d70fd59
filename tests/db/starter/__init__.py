"""What the starter packs promise."""
