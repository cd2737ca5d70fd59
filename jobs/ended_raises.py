"""Whoever had more for a time reads that it has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.access import system
from db.commands import temporary_limits
from db.session import writing

if TYPE_CHECKING:
    from datetime import datetime


def run(now: datetime) -> str:
    """Write down what ended; how many sets, in words."""
    with writing() as session:
        ended = temporary_limits.tell_ended(session, system(), at=now)
    return f"{ended} ended"
