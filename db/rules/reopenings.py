"""Sorted out completely: whether the customer came back with the same problem soon after (P30)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from db.rules.outcomes import Outcome, WeekShare, outcome
from db.rules.spans import midnight

WEEK = timedelta(days=7)
# Two weeks: by then what was promised at the counter, a refund or a bag, has come or has not. Who
# comes later mostly brings something new.
WITHIN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Reopened:
    """Resolved asks by the week in which they were resolved, and whose customers came back.

    `known` holds the weeks of which everybody had the whole time to come back; of the `young` ones
    nobody can say yet. `referenced` of those that are known carried a reference of the customer:
    of the others only the asker could say so.
    """

    known: Outcome
    young: tuple[WeekShare, ...]
    referenced: int
    imported: int

    @property
    def young_of(self) -> int:
        """How many resolved asks are too young to tell."""
        return sum(week.of for week in self.young)

    @property
    def young_so_far(self) -> int:
        """How many of these came back already."""
        return sum(week.happened for week in self.young)


def is_in_time(resolved_at: datetime, came_at: datetime) -> bool:
    """Whether a customer who came then came back soon; the last moment is counted in."""
    return resolved_at <= came_at <= resolved_at + WITHIN


def is_over(monday: date, zone: ZoneInfo, *, now: datetime) -> bool:
    """Whether everybody whose ask was resolved in that week had the whole time to come back."""
    return midnight(monday + WEEK, zone) + WITHIN <= now


def reopened_weeks(
    weeks: Sequence[WeekShare], zone: ZoneInfo, *, referenced: int, imported: int, now: datetime
) -> Reopened:
    """The weeks apart: those that are known, with their share and Wilson's interval, from the young
    ones.
    """
    known = [week for week in weeks if is_over(week.starts_on, zone, now=now)]
    young = tuple(week for week in weeks if not is_over(week.starts_on, zone, now=now))
    return Reopened(outcome(known), young, referenced, imported)
