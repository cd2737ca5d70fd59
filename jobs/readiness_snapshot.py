"""Each office's readiness is kept when its day is over, whichever zone it lies in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.access import system
from db.commands.readiness import take_snapshot
from db.queries.readiness import offices_without_snapshot
from db.session import reading, writing

if TYPE_CHECKING:
    from datetime import datetime


def run(now: datetime) -> str:
    """Keep what is missing for the day that ended last; how many offices, in words."""
    with reading() as session:
        due = offices_without_snapshot(session, system(), now=now)
    for office in due:
        # One transaction an office: the counter waits for none of them long.
        with writing() as session:
            take_snapshot(session, system(), place_id=office.id, at=now)
    return f"{len(due)} offices kept"
