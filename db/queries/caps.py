"""Questions about window caps: which hold, what was given within them, and what is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, or_, select

from db import access
from db.access import Permission
from db.rules.authority import Question
from db.rules.caps import Cap, Tally, Window, Windows, cap_in_words, holds, window
from db.rules.words import CapHolder, CapPeriod
from db.tables.caps import WindowCap
from db.tables.people import Grade, Person
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import Grant, Remedy

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from decimal import Decimal

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.places import PlaceRow


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """What was published for one place: the words, about what, where, why and by whom."""

    words: str
    about: str
    place_id: int
    place_name: str
    note: str
    published_by: str


@dataclass(frozen=True, slots=True)
class CapRow(PublishedRow):
    """One cap as its screen lists it."""

    cap: Cap
    published_at: datetime


def caps_for(session: Session, question: Question) -> tuple[Cap, ...]:
    """The caps of any grade that hold for a question."""
    above = {"paths": access.ancestors(question.place_path), "at": question.at}
    found = session.execute(_STANDING, above)
    caps = (as_cap(row, path=path, rank=rank) for row, path, rank in found)
    return tuple(cap for cap in caps if holds(cap, question))


def windows(
    session: Session,
    question: Question,
    *,
    zone: str,
    people: Collection[int | None],
    customer: str | None,
) -> Windows:
    """The caps that hold for a question, with what these people gave and what the customer (a
    hash; None for nobody known) received, from any office, in the windows of the zone's clock.
    """
    caps = caps_for(session, question)
    periods = {period: window(period, question.at, ZoneInfo(zone)) for period in CapPeriod}
    tallies: dict[tuple[int, int | None], Tally] = {}
    for cap in caps:
        if cap.holder is CapHolder.PERSON:
            tallies |= _given(session, cap, periods[cap.period], people)
        elif customer is not None:
            tallies[cap.id, None] = _received(session, cap, periods[cap.period], customer)
    return Windows(caps, tallies, periods, customer is not None)


def _given(
    session: Session, cap: Cap, within: Window, people: Collection[int | None]
) -> dict[tuple[int, int | None], Tally]:
    """What each of the people gave, by the key of a tally."""
    counted = _counted(cap, within).add_columns(Grant.person_id).group_by(Grant.person_id)
    found: dict[tuple[int, int | None], Tally] = {}
    rows = session.execute(counted.where(Grant.person_id.in_(people)))
    for currency, times, worth, person_id in rows:
        former = found.get((cap.id, person_id), Tally())
        found[cap.id, person_id] = _more(former, times, worth if currency == cap.currency else 0)
    return found


def _received(session: Session, cap: Cap, within: Window, customer: str) -> Tally:
    tally = Tally()
    rows = session.execute(_counted(cap, within).where(Grant.customer_hash == customer))
    for currency, times, worth in rows:
        tally = _more(tally, times, worth if currency == cap.currency else 0)
    return tally


def _more(tally: Tally, times: int, worth: Decimal | int) -> Tally:
    return Tally(tally.times + times, tally.worth + worth)


def _counted(cap: Cap, within: Window) -> Select[str, int, Decimal]:
    """Gifts that the cap counts, by currency: amounts of two are never added."""
    counted = select(Grant.currency, func.count(), func.sum(Grant.amount)).where(
        Grant.given_at >= within.starts_at, Grant.given_at < within.ends_at
    )
    if cap.remedy_id is not None:
        counted = counted.where(Grant.remedy_id == cap.remedy_id)
    if cap.problem_id is not None:
        counted = counted.where(Grant.problem_id == cap.problem_id)
    return counted.group_by(Grant.currency)


def as_cap(row: WindowCap, *, path: str, rank: int | None) -> Cap:
    """A stored cap as the rules read it."""
    return Cap(
        id=row.id,
        cap_number=row.cap_number,
        version_number=row.version_number,
        place_path=path,
        grade_rank=rank,
        remedy_id=row.remedy_id,
        problem_id=row.problem_id,
        holder=row.holder,
        period=row.period,
        most_times=row.most_times,
        amount=row.amount,
        currency=row.currency,
        in_force_from=row.in_force_from,
        in_force_until=row.in_force_until,
    )


def caps_at(session: Session, viewer: Viewer, *, place: PlaceRow, at: datetime) -> list[CapRow]:
    """Every cap that holds at a place or starts there later, the place's own and those above."""
    access.require(viewer, Permission.LIMITS_SEE, place.path)
    ended = WindowCap.in_force_until
    question = (
        select(WindowCap, Place, Grade.rank, Grade.name, Remedy.name, Problem.title, Person.name)
        .join(Place, Place.id == WindowCap.place_id)
        .outerjoin(Grade, Grade.id == WindowCap.grade_id)
        .outerjoin(Remedy, Remedy.id == WindowCap.remedy_id)
        .outerjoin(Problem, Problem.id == WindowCap.problem_id)
        .outerjoin(Person, Person.id == WindowCap.published_by_id)
        .where(Place.path.in_(access.ancestors(place.path)), or_(ended.is_(None), ended > at))
        .order_by(Place.path.desc(), WindowCap.cap_number, WindowCap.id)
    )
    rows = []
    for row, owner, rank, grade, remedy, problem, person in session.execute(question):
        cap = as_cap(row, path=owner.path, rank=rank)
        about = [grade or "any grade", remedy or "any remedy", problem or "any problem"]
        rows.append(
            CapRow(cap_in_words(cap), ", ".join(about), owner.id, owner.name, row.note,
                   person or "Readyroom", cap, row.published_at)
        )  # fmt: skip
    return rows


# The card asks this at every run, therefore it is built once.
_STANDING: Select[WindowCap, str, int] = (
    select(WindowCap, Place.path, Grade.rank)
    .join(Place, Place.id == WindowCap.place_id)
    .outerjoin(Grade, Grade.id == WindowCap.grade_id)
    .where(
        Place.path.in_(bindparam("paths", expanding=True)),
        WindowCap.in_force_from <= bindparam("at"),
        or_(WindowCap.in_force_until.is_(None), WindowCap.in_force_until > bindparam("at")),
    )
    .order_by(WindowCap.cap_number, WindowCap.id)
)
