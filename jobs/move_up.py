"""Overdue escalations move up their ladder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.access import system
from db.commands import escalations
from db.session import writing

if TYPE_CHECKING:
    from datetime import datetime


def run(now: datetime) -> str:
    """Move them; how many moved, in words."""
    with writing() as session:
        moved = escalations.move_up(session, system(), at=now)
    return f"{moved} moved up"
