"""Which problems come back too often at an office, and what the weeks since a fix show."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select

from db.access import Permission
from db.queries.held import rates_held
from db.queries.offices import office_of_places
from db.queries.places import PlaceRow, offices_where
from db.rules import holdings as rules
from db.rules.recurrence import (
    WEEKS,
    Tripwire,
    Verdict,
    WeekCases,
    around,
    dropped,
    recurs,
)
from db.rules.spans import midnight, whole_weeks
from db.settings import read_settings
from db.tables.escalations import Escalation
from db.tables.places import Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.access import Viewer

WEEK = timedelta(days=7)
# The longest that a fix is followed; by then the weeks before it say nothing any more.
MOST_WEEKS = 156
_CASES = (
    select(Escalation.asked_at)
    .join(Place, Place.id == Escalation.place_id)
    .where(
        Escalation.problem_id == bindparam("problem_id"),
        Escalation.asked_at >= bindparam("since"),
        Escalation.asked_at < bindparam("until"),
        Place.path.like(bindparam("path")),
    )
)
_RECENT = (
    select(Escalation.place_id, Escalation.problem_id, func.count())
    .where(Escalation.asked_at >= bindparam("since"), Escalation.problem_id.is_not(None))
    .group_by(Escalation.place_id, Escalation.problem_id)
)


@dataclass(frozen=True, slots=True)
class Recurring:
    """A problem that comes back too often at an office, why, and the weeks that say so."""

    office: PlaceRow
    problem_id: int
    verdict: Verdict
    weeks: tuple[WeekCases, ...]


def tripwire() -> Tripwire:
    """How many cases are too many, as the operator set it."""
    return Tripwire(threshold=read_settings().recurrence_threshold)


def problem_weeks(
    session: Session, office: PlaceRow, problem_id: int, *, weeks: int = WEEKS, now: datetime
) -> tuple[WeekCases, ...]:
    """Cases of a problem in the last whole weeks of an office, from its first week on record on."""
    zone = ZoneInfo(office.zone)
    mondays = whole_weeks(now, zone, weeks)
    asked = session.scalars(
        _CASES,
        {
            "problem_id": problem_id, "path": f"{office.path}%",
            "since": midnight(mondays[0], zone), "until": midnight(mondays[-1] + WEEK, zone),
        },
    )  # fmt: skip
    cases = Counter(rules.week_number(at.astimezone(zone).date()) for at in asked)
    held = rates_held(session, place_id=office.id, first=mondays[0], weeks=weeks).tolist()
    found = [
        WeekCases(monday, cases[rules.week_number(monday)], contacts)
        for monday, (_, contacts, _) in zip(mondays, held, strict=True)
    ]
    on_record = (place for place, counts in enumerate(held) if any(counts))
    return tuple(found[next(on_record, len(found)) :])


def recurring_at(
    session: Session, office: PlaceRow, problem_id: int, *, now: datetime
) -> Recurring:
    """Whether one problem comes back too often at one office."""
    weeks = problem_weeks(session, office, problem_id, now=now)
    return Recurring(office, problem_id, recurs(weeks, tripwire()), weeks)


def recurring(session: Session, viewer: Viewer, *, now: datetime) -> list[Recurring]:
    """Every problem that comes back too often at an office whose measures the viewer may see."""
    offices = {each.id: each for each in offices_where(session, viewer, Permission.MEASURES_SEE)}
    home = office_of_places(session, list(offices.values()))
    wire = tripwire()
    # A day more than the weeks, so that no zone of the world falls out of them.
    since = now - WEEK * (wire.weeks + 1) - timedelta(days=1)
    recent: Counter[tuple[int, int]] = Counter()
    for place_id, problem_id, cases in session.execute(_RECENT, {"since": since}):
        if place_id in home and problem_id is not None:
            recent[home[place_id], problem_id] += cases
    candidates = [
        recurring_at(session, offices[office_id], problem_id, now=now)
        for (office_id, problem_id), cases in sorted(recent.items())
        if cases >= wire.fewest
    ]
    return [each for each in candidates if each.verdict.is_so]


def since_the_fix(
    session: Session, office: PlaceRow, problem_id: int, *, fixed_on: date, now: datetime
) -> tuple[Verdict, tuple[WeekCases, ...]]:
    """Whether the weeks since a fix show the drop, and the weeks before and after it."""
    today = now.astimezone(ZoneInfo(office.zone)).date()
    wanted = min(MOST_WEEKS, (today - fixed_on).days // 7 + WEEKS + 2)
    weeks = problem_weeks(session, office, problem_id, weeks=wanted, now=now)
    before, after = around(fixed_on, weeks)
    return dropped(before, after), (*before, *after)
