"""Questions about huddles: which come, which were, and one of them whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from db import access
from db.access import Permission, Viewer
from db.queries.huddle_items import ItemView, items_of
from db.rules.refusals import Refusal
from db.rules.words import HuddleState
from db.session import rows_of
from db.tables.huddles import AgendaItem, Attendance, Huddle, HuddleSeries
from db.tables.people import Person
from db.tables.places import Place

COMING = (HuddleState.DRAFT, HuddleState.OPEN, HuddleState.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class HuddleRow:
    """A huddle as lists show it. `starts_at` is the local time of its series, if it has one."""

    id: int
    series_id: int | None
    name: str
    place_id: int
    place_name: str
    place_path: str
    zone: str
    held_on: date
    starts_at: time | None
    state: HuddleState
    chair_id: int
    chair_name: str
    budget_minutes: int
    items: int
    decided: int
    started_at: datetime | None
    closed_at: datetime | None
    signed_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Attendant:
    """Somebody who belongs to a huddle, whether they were there and when they confirmed."""

    person_id: int
    name: str
    is_present: bool
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class HuddleView:
    """One huddle whole. `may_lead` and `may_sign` say what the viewer may do with it."""

    row: HuddleRow
    numbers: str
    items: tuple[ItemView, ...]
    attendance: tuple[Attendant, ...]
    may_lead: bool
    may_sign: bool


def coming_huddles(session: Session, viewer: Viewer) -> list[HuddleRow]:
    """Every huddle that is prepared or in progress: what is in progress first, then by day."""
    return _rows(session, _coming(viewer))


# The list is opened all day: a statement that is built once is compiled once.
@lru_cache(maxsize=512)
def _coming(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    running = case((Huddle.state == HuddleState.IN_PROGRESS, 0), else_=1)
    coming = access.visible_huddles(viewer).where(Huddle.state.in_(COMING))
    return _wide(coming).order_by(running, Huddle.held_on, Huddle.id)


def past_huddles(
    session: Session, viewer: Viewer, *, words: str, limit: int, offset: int
) -> list[HuddleRow]:
    """One page of the huddles that are over, the latest first.

    `words` are looked for in the huddle's name, its place, and the titles of its items.
    """
    latest = _wide(_past(viewer, words)).order_by(Huddle.held_on.desc(), Huddle.id.desc())
    return _rows(session, latest.limit(limit).offset(offset))


def past_count(session: Session, viewer: Viewer, *, words: str) -> int:
    """How many huddles are over and fit the words."""
    fitting = _past(viewer, words).with_only_columns(Huddle.id).subquery()
    return session.scalar(select(func.count()).select_from(fitting)) or 0


def _past(viewer: Viewer, words: str) -> Select[Huddle]:
    question = access.visible_huddles(viewer).where(Huddle.state.not_in(COMING))
    for word in words.lower().split():
        pattern = f"%{word.replace('%', '').replace('_', ' ')}%"
        titled = select(AgendaItem.id).where(
            AgendaItem.huddle_id == Huddle.id,
            func.lower(AgendaItem.title + " " + AgendaItem.outcome_text).like(pattern),
        )
        named = func.lower(Huddle.name + " " + Place.name).like(pattern)
        question = question.where(or_(named, titled.exists()))
    return question


def huddle(session: Session, viewer: Viewer, *, huddle_id: int) -> HuddleView:
    """One huddle with its items and attendance; a `Refusal` when the viewer may not see it."""
    question = access.visible_huddles(viewer).where(Huddle.id == huddle_id)
    found = _rows(session, _wide(question))
    if not found:
        raise Refusal("There is no such huddle for you. Choose one from the list.")
    row = found[0]
    return HuddleView(
        row=row,
        numbers=session.get_one(Huddle, huddle_id).numbers,
        items=tuple(items_of(session, huddle_id=huddle_id, path=row.place_path)),
        attendance=tuple(attendance_of(session, huddle_id=huddle_id, path=row.place_path)),
        may_lead=_is_led_by(viewer, row, Permission.HUDDLE_PREPARE),
        may_sign=_is_led_by(viewer, row, Permission.MINUTES_SIGN),
    )


def _is_led_by(viewer: Viewer, row: HuddleRow, permission: Permission) -> bool:
    """The chair leads their own huddle; others need the permission."""
    chairs = viewer.person_id is not None and viewer.person_id == row.chair_id
    return chairs or access.may(viewer, permission, row.place_path)


def attendance_of(session: Session, *, huddle_id: int, path: str) -> list[Attendant]:
    """Everybody who works at the place, and whoever else was there, by name."""
    question = (
        select(Person.id, Person.name, Attendance.is_present, Attendance.confirmed_at)
        .join(Place, Place.id == Person.home_place_id)
        .outerjoin(
            Attendance,
            and_(Attendance.person_id == Person.id, Attendance.huddle_id == huddle_id),
        )
        .where(
            or_(
                Attendance.person_id.is_not(None),
                and_(Place.path.startswith(path, autoescape=True), Person.deactivated_at.is_(None)),
            )
        )
        .order_by(Person.name, Person.id)
    )
    return [
        Attendant(person_id, name, bool(is_present), confirmed_at)
        for person_id, name, is_present, confirmed_at in session.execute(question)
    ]


def _rows(session: Session, wide: Select[*tuple[Any, ...]]) -> list[HuddleRow]:
    return [HuddleRow(*found) for found in rows_of(session, wide)]


_Chair = aliased(Person)
_EVERY = select(func.count(AgendaItem.id)).where(AgendaItem.huddle_id == Huddle.id)
# The columns of a `HuddleRow`, in its own order.
_COLUMNS = (
    Huddle.id,
    Huddle.series_id,
    Huddle.name,
    Huddle.place_id,
    Place.name,
    Place.path,
    Place.zone,
    Huddle.held_on,
    HuddleSeries.starts_at,
    Huddle.state,
    Huddle.chair_id,
    _Chair.name,
    Huddle.budget_minutes,
    _EVERY.scalar_subquery(),
    _EVERY.where(AgendaItem.decided_at.is_not(None)).scalar_subquery(),
    Huddle.started_at,
    Huddle.closed_at,
    Huddle.signed_at,
    Huddle.version,
)


def _wide(question: Select[Huddle]) -> Select[*tuple[Any, ...]]:
    """The rows of a question about huddles that has `Place` in it already, in its order."""
    return (
        question.join(_Chair, _Chair.id == Huddle.chair_id)
        .outerjoin(HuddleSeries, HuddleSeries.id == Huddle.series_id)
        .with_only_columns(*_COLUMNS)
    )
