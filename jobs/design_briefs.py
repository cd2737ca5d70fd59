"""A problem that comes back opens a design brief, and a fix is watched until its chart shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.access import system
from db.commands import design_briefs as commands
from db.queries import design_briefs
from db.queries.recurrence import recurring
from db.session import reading, writing

if TYPE_CHECKING:
    from datetime import datetime


def run(now: datetime) -> str:
    """Open what recurs, at offices and across them, and note what is watched; how many of each."""
    with reading() as session:
        found = recurring(session, system(), now=now)
        watched = design_briefs.watched(session, system())
    opened = noted = 0
    for each in found:
        # One transaction a brief: the counter waits for none of them long.
        with writing() as session:
            key = commands.open_for_signal(
                session, system(), place_id=each.place.id, problem_id=each.problem_id, at=now
            )
        opened += key is not None
    for brief_id in watched:
        with writing() as session:
            noted += commands.watch(session, system(), brief_id=brief_id, at=now)
    return f"{opened} opened, {noted} watched"
