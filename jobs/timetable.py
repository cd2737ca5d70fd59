"""What runs when. A slot names one run: whoever claims it first is the only one to run it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jobs import (
    daily_backup,
    design_briefs,
    ended_raises,
    move_up,
    ordered_imports,
    readiness_snapshot,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One job: how often it is looked at, which slot a moment belongs to (None: every look is a
    run of its own, and the rows it changes are its ledger), and what it does.
    """

    name: str
    every_seconds: int
    slot: Callable[[datetime], str | None]
    run: Callable[[datetime], str]


def every_look(_now: datetime) -> None:
    """No slot: the job locks the rows that it changes."""


def by_hour(now: datetime) -> str:
    """One run an hour, by UTC."""
    return f"{now:%Y-%m-%dT%H}"


def by_day(now: datetime) -> str:
    """One run a day, by UTC."""
    return f"{now:%Y-%m-%d}"


TIMETABLE = (
    Entry("move up overdue escalations", 3, every_look, move_up.run),
    Entry("ordered imports", 2, every_look, ordered_imports.run),
    Entry("raises that ended", 60, every_look, ended_raises.run),
    Entry("readiness snapshot", 60, by_hour, readiness_snapshot.run),
    Entry("design briefs", 60, by_day, design_briefs.run),
    Entry("daily backup", 60, by_day, daily_backup.run),
)
