"""Starter packs: written content that a new organisation adapts instead of inventing."""
