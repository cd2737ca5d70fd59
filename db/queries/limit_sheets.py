"""A set of limits as the table that leaves: the layout of the editor, and of the file that comes
back.
"""

from __future__ import annotations

from db.queries.sheets import Sheet
from db.rules.limit_grids import Grid


def sheet_of(grid: Grid, *, place_name: str) -> Sheet:
    """Remedies and problems down, grades across, every cell in words."""
    safe = "".join(sign for sign in place_name if sign.isalnum() or sign in " -")
    return Sheet(f"Limits {safe}".strip(), grid.header, grid.lines)
