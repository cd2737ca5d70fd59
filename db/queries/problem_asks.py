"""Which problems need a manager most, and how long their customers wait: of one office (P45)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, literal, select

from db.queries.held import rates_held
from db.queries.narrowing import among
from db.queries.offices import measured_office, places_inside
from db.queries.selected import days_with_contacts
from db.queries.wait_cohorts import REACHED_AT, Watched, wait_of
from db.rules.problem_asks import ProblemAsks
from db.rules.selections import spans_of
from db.rules.spans import DAY, whole_weeks
from db.rules.waits import arrays_of
from db.rules.words import EscalationClass, EscalationState
from db.tables.escalations import Escalation
from db.tables.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.rules.selections import Selection
    from db.rules.waits import Wait
    from db.rules.words import Stage

# Of a matter of safety nobody reads here what it was about.
SAFETY, NEW = "Matters of safety", "What nobody had thought of"
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ByProblem:
    """The problems of an office in its last whole weeks, the most asks first. Of all asks,
    `left_out` fell on days without contacts and are in no rate; `without_times` are in no wait,
    because nobody kept when they ended, nor are those `backwards`, that ended before they began.
    """

    weeks: int
    last_day: date
    contacts: int
    rows: tuple[ProblemAsks, ...]
    left_out: int
    without_times: int
    backwards: int

    @property
    def asks(self) -> int:
        """All of them."""
        return sum(row.asks for row in self.rows)


_LABEL = case(
    (Escalation.escalation_class == EscalationClass.SAFETY, literal(SAFETY)),
    else_=func.coalesce(Problem.title, literal(NEW)),
).label("label")


def asks_by_problem(
    session: Session, viewer: Viewer, *, place_id: int, stage: Stage, weeks: int,
    selection: Selection, now: datetime,
) -> ByProblem:  # fmt: skip
    """The asks of one office and its teams, each with its wait until `stage` as it stands now; only
    those of the selection. Contacts of an hour are not known, so that an hour has no rates.

    Raises:
        NotPermitted: the viewer may not see the measures of such an office.
    """
    office = measured_office(session, viewer, place_id=place_id)
    zone = ZoneInfo(office.zone)
    mondays = whole_weeks(now, zone, weeks)
    chosen = selection.mondays_of(mondays)
    counted_days = days_with_contacts(session, office.id, mondays)
    contacts = 0
    if selection.hour is None:
        held = rates_held(session, place_id=office.id, first=chosen[0], weeks=len(chosen))
        contacts = int(held[:, 1].sum())
    question = (
        select(
            _LABEL, Escalation.problem_id, Escalation.asked_at, REACHED_AT[stage].label("reached"),
            Escalation.left_at, Escalation.withdrawn_at, Escalation.resolved_at, Escalation.state,
        )
        .outerjoin(Problem, Problem.id == Escalation.problem_id)
        .where(
            Escalation.place_id.in_(places_inside(session, office.path)),
            among(spans_of(selection, mondays, zone, days=None), selection),
        )
    )  # fmt: skip
    grouped: dict[tuple[int | None, str], list[_Asked]] = defaultdict(list)
    for each in session.execute(question):
        about = None if each.label == SAFETY else each.problem_id
        grouped[about, each.label].append(_asked(each, zone, counted_days, now))
    rows = [_row(key, title, asked, contacts) for (key, title), asked in grouped.items()]
    every = [each for asked in grouped.values() for each in asked]
    return ByProblem(
        len(chosen), chosen[-1] + WEEK - DAY, contacts,
        tuple(sorted(rows, key=lambda row: (-row.asks, row.title))),
        sum(not each.is_counted for each in every),
        sum(each.has_no_end for each in every),
        sum(each.wait is None and not each.has_no_end for each in every),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Asked:
    """One ask: its week, whether its day has contacts, and its wait if it can be known."""

    monday: int
    is_counted: bool
    has_no_end: bool
    wait: Wait | None


def _asked(
    row: Row[*tuple[Any, ...]], zone: ZoneInfo, counted_days: set[date], now: datetime
) -> _Asked:
    day = row.asked_at.astimezone(zone).date()
    ended_at = row.withdrawn_at or row.resolved_at
    no_end = (
        row.state is EscalationState.RESOLVED and row.resolved_at is None and row.reached is None
    )
    watched = Watched(row.asked_at, row.reached, row.left_at, ended_at)
    wait = None if no_end else wait_of(watched, now)[0]
    return _Asked(day.toordinal() - day.weekday(), day in counted_days, no_end, wait)


def _row(problem_id: int | None, title: str, asked: Iterable[_Asked], contacts: int) -> ProblemAsks:
    asked = list(asked)
    known = [(each.wait, each.monday) for each in asked if each.wait is not None]
    seconds, codes = arrays_of(wait for wait, _ in known)
    weeks = tuple(monday for _, monday in known)
    counted = sum(each.is_counted for each in asked)
    return ProblemAsks(problem_id, title, len(asked), counted, contacts, seconds, codes, weeks)
