"""The escalations behind a number: those that a mark of a chart counts, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, false, func, or_, select, true

from db import access
from db.access import Permission
from db.queries.offices import office_for
from db.queries.problem_titles import TITLE
from db.queries.selected import days_with_contacts
from db.rules.selections import Basis, spans_of, with_the_running_week
from db.rules.spans import whole_weeks
from db.tables.escalations import Escalation
from db.tables.people import Person
from db.tables.places import Place
from db.tables.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.places import PlaceRow
    from db.rules.selections import Selection
    from db.rules.spans import Span
    from db.rules.words import EscalationClass, EscalationState, Outcome


@dataclass(frozen=True, slots=True)
class RowBehind:
    """One escalation as the list behind a number shows it."""

    id: int
    title: str
    place_name: str
    asker_name: str
    escalation_class: EscalationClass
    state: EscalationState
    outcome: Outcome | None
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Behind:
    """One page of what a number counts, newest first, and how many there are in all.

    `counted` are those that the number counts, `total` those that fit the words searched for;
    `left_out` more belong to the selection, and fell on days without contacts.
    """

    office: PlaceRow
    rows: tuple[RowBehind, ...]
    total: int
    counted: int
    left_out: int


_COLUMNS = (
    Escalation.id,
    TITLE,
    Place.name,
    func.coalesce(Person.name, ""),
    Escalation.escalation_class,
    Escalation.state,
    Escalation.outcome,
    Escalation.asked_at,
)


def rows_behind(
    session: Session, viewer: Viewer, *, place_id: int, weeks: int, selection: Selection,
    basis: Basis, now: datetime, words: str = "", limit: int = 25, offset: int = 0,
) -> Behind:  # fmt: skip
    """The escalations of a selection at one office, newest first.

    A rate counts only those on days with contacts; waits count the running week too.

    Raises:
        Refusal: the viewer may not see the measures of such an office, or no chosen week is shown.
    """
    office = office_for(session, viewer, Permission.MEASURES_SEE, place_id=place_id)
    zone = ZoneInfo(office.zone)
    mondays = whole_weeks(now, zone, weeks)
    if basis is Basis.WAITS:
        mondays = with_the_running_week(mondays)
    is_rate = basis is Basis.RATE
    days = days_with_contacts(session, office.id, mondays) if is_rate else None
    inside = and_(
        Place.path.startswith(office.path, autoescape=True),
        Escalation.asked_at <= now if basis is Basis.WAITS else true(),
    )
    every = _of(viewer, inside, among(spans_of(selection, mondays, zone, days=None), selection))
    found = every
    if is_rate:
        found = _of(viewer, inside, among(spans_of(selection, mondays, zone, days=days), selection))
    counted = _count(session, found)
    left_out = _count(session, every) - counted if is_rate else 0
    if words.strip():
        pattern = f"%{words.strip().lower()}%"
        texts = (TITLE, Person.name, Place.name)
        found = found.where(or_(*(func.lower(text).like(pattern) for text in texts)))
    total = _count(session, found) if words.strip() else counted
    page = found.order_by(Escalation.asked_at.desc(), Escalation.id.desc())
    rows = session.execute(page.limit(limit).offset(offset))
    return Behind(office, tuple(RowBehind(*row) for row in rows), total, counted, left_out)


def among(spans: Sequence[Span], selection: Selection) -> ColumnElement[bool]:
    """The condition that an escalation belongs to some spans and to the chosen class."""
    kind = selection.escalation_class
    in_time = or_(
        false(),
        *(
            and_(Escalation.asked_at >= span.starts_at, Escalation.asked_at < span.ends_at)
            for span in spans
        ),
    )
    return and_(in_time, true() if kind is None else Escalation.escalation_class == kind)


def _of(viewer: Viewer, *conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        access.visible_escalations(viewer)
        .outerjoin(Problem, Problem.id == Escalation.problem_id)
        .outerjoin(Person, Person.id == Escalation.asker_id)
        .with_only_columns(*_COLUMNS)
        .where(*conditions)
    )


def _count(session: Session, question: Select[*tuple[Any, ...]]) -> int:
    counted = question.with_only_columns(Escalation.id).subquery()
    return session.scalar(select(func.count()).select_from(counted)) or 0
