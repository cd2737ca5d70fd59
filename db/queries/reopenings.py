"""Whose customers came back with the same problem soon after it was resolved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, false, func, select

from db import access
from db.access import Permission
from db.queries.offices import office_for
from db.rules import holdings as rules
from db.rules.bases import Basis
from db.rules.outcomes import WeekShare
from db.rules.reopenings import WEEK, WITHIN, Reopened, is_over, reopened_weeks
from db.rules.spans import midnight, whole_weeks
from db.rules.words import EscalationClass, Outcome
from db.tables.escalations import Escalation
from db.tables.people import Person
from db.tables.places import Place

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.rules.marks import Mark

# So many are offered to whoever says that a customer was here before.
MOST_OFFERED = 3
# Matters of safety are no matter of being sorted out, and are told to few. The state is not asked
# for: an ask of ours that was resolved at a moment is resolved, and the index of states would lead
# through all that ever were.
_COUNTED = (
    Escalation.resolved_at.is_not(None),
    Escalation.import_run_id.is_(None),
    Escalation.escalation_class != EscalationClass.SAFETY,
)


@dataclass(frozen=True, slots=True)
class Former:
    """A resolved ask that a customer may have come back from."""

    id: int
    asked_at: datetime
    resolved_at: datetime
    zone: str
    outcome: Outcome | None
    by: str

    @property
    def words(self) -> str:
        """`Mon 16 Nov, 14:10, settled by Priya Nair`."""
        at = self.asked_at.astimezone(ZoneInfo(self.zone))
        ended = self.outcome.label if self.outcome else "resolved"
        by = f" by {self.by}" if self.by else ""
        return f"{at:%a %-d %b, %H:%M}, {ended}{by}"


def reopened(
    session: Session, viewer: Viewer, *, place_id: int, weeks: int, now: datetime,
    chosen: Sequence[date] | None = None,
) -> Reopened:  # fmt: skip
    """Asks of an office by the whole week in which they were resolved, and how many came back; of
    the weeks from these Mondays on, which follow each other, where some are `chosen`.

    Read from the rows of these weeks, along an index.

    Raises:
        Refusal: the viewer may not see the measures of such an office.
    """
    office = office_for(session, viewer, Permission.MEASURES_SEE, place_id=place_id)
    zone = ZoneInfo(office.zone)
    mondays = chosen or whole_weeks(now, zone, weeks)
    span = {"path": f"{office.path}%", "since": midnight(mondays[0], zone),
            "until": midnight(mondays[-1] + WEEK, zone)}  # fmt: skip
    came, of, referenced = Counter[int](), Counter[int](), 0
    for resolved_at, is_back, has_reference in session.execute(_RESOLVED, span):
        if resolved_at is None:
            continue
        week = rules.week_number(resolved_at.astimezone(zone).date())
        of[week] += 1
        came[week] += is_back
        referenced += has_reference and is_over(rules.monday_of(week), zone, now=now)
    found = [
        WeekShare(monday, came[rules.week_number(monday)], of[rules.week_number(monday)])
        for monday in mondays
    ]
    imported = session.scalar(_IMPORTED, span) or 0
    return reopened_weeks(found, zone, referenced=referenced, imported=imported, now=now)


_HERE = (
    Escalation.place_id.in_(select(Place.id).where(Place.path.like(bindparam("path")))),
    Escalation.resolved_at >= bindparam("since"),
    Escalation.resolved_at < bindparam("until"),
)
_RESOLVED = select(
    Escalation.resolved_at,
    Escalation.reopened_at.is_not(None),
    Escalation.customer_hash.is_not(None),
).where(*_HERE, *_COUNTED)
# An imported ask counts in the week in which it was asked: no index knows when it was resolved.
_IMPORTED = select(func.count()).where(
    Escalation.place_id.in_(select(Place.id).where(Place.path.like(bindparam("path")))),
    Escalation.asked_at >= bindparam("since"),
    Escalation.asked_at < bindparam("until"),
    Escalation.resolved_at.is_not(None),
    Escalation.import_run_id.is_not(None),
)


def reopened_condition(
    mark: Mark, mondays: Sequence[date], zone: ZoneInfo, *, now: datetime
) -> ColumnElement[bool]:
    """What an escalation must be to be counted among those, of the weeks from these Mondays on."""
    if mark.basis is Basis.RESOLVED_ELSEWHERE:
        return and_(
            Escalation.asked_at >= midnight(mondays[0], zone),
            Escalation.asked_at < midnight(mondays[-1] + WEEK, zone),
            Escalation.resolved_at.is_not(None),
            Escalation.import_run_id.is_not(None),
        )
    is_young = mark.basis is Basis.TOO_YOUNG
    wanted = [each for each in mondays if is_over(each, zone, now=now) is not is_young]
    if not wanted:
        return false()
    came = (Escalation.reopened_at.is_not(None),) if mark.basis is Basis.CAME_BACK else ()
    return and_(
        Escalation.resolved_at >= midnight(wanted[0], zone),
        Escalation.resolved_at < midnight(wanted[-1] + WEEK, zone),
        *_COUNTED,
        *came,
    )


def offered_formers(session: Session, viewer: Viewer, *, escalation_id: int) -> list[Former]:
    """The asks about the same problem at the same place that were resolved shortly before one of
    the viewer's own, the newest first; none where a reference says who the customer is, or where
    it was said already.
    """
    own = session.scalar(access.visible_escalations(viewer).where(Escalation.id == escalation_id))
    if own is None or own.customer_hash or own.escalation_class is EscalationClass.SAFETY:
        return []
    if came_back_from(session, viewer, escalation_ids=[own.id]):
        return []
    question = _formers().where(
        Escalation.place_id == own.place_id,
        Escalation.problem_id == own.problem_id if own.problem_id else
        Escalation.problem_id.is_(None),
        Escalation.id != own.id,
        Escalation.resolved_at >= own.asked_at - WITHIN,
        Escalation.resolved_at <= own.asked_at,
        Escalation.reopened_at.is_(None),
        *_COUNTED,
    )  # fmt: skip
    newest = question.order_by(Escalation.resolved_at.desc(), Escalation.id).limit(MOST_OFFERED)
    return [Former(*each[1:]) for each in session.execute(newest)]


def came_back_from(
    session: Session, viewer: Viewer, *, escalation_ids: Collection[int]
) -> dict[int, Former]:
    """By asks that the viewer may see, the former ask that the customer came back from."""
    allowed = access.visible_escalations(viewer).with_only_columns(Escalation.id)
    asked = select(allowed.where(Escalation.id.in_(escalation_ids)).subquery().c.id)
    question = _formers().where(
        Escalation.reopened_by_id.in_(escalation_ids), Escalation.reopened_by_id.in_(asked)
    )
    return {each[0]: Former(*each[1:]) for each in session.execute(question)}


def _formers() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Escalation.reopened_by_id, Escalation.id, Escalation.asked_at, Escalation.resolved_at,
            Place.zone, Escalation.outcome, func.coalesce(Person.name, ""),
        )
        .join(Place, Place.id == Escalation.place_id)
        .outerjoin(Person, Person.id == Escalation.holder_id)
    )  # fmt: skip
