"""Questions about window caps: which hold, what was given within them, and what is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, or_, select

from db import access
from db.access import Permission
from db.rules.authority import Question
from db.rules.caps import Cap, Tally, Window, Windows, cap_in_words, holds, window
from db.rules.words import CapHolder, CapPeriod
from db.session import rows_of
from db.tables.caps import WindowCap
from db.tables.people import Grade, Person
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import Grant, Remedy

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from decimal import Decimal

    from sqlalchemy import Row, Select
    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.places import PlaceRow

A_MOMENT = timedelta(microseconds=1)


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
    found = standing(session, {question.place_path}, question.at)
    return tuple(cap for cap in found if holds(cap, question))


def standing(session: Session, paths: Collection[str], at: datetime) -> list[Cap]:
    """Every cap in force at a moment at any of these places, or above it."""
    above = sorted({each for path in paths for each in access.ancestors(path)})
    found = rows_of(session, _STANDING, {"paths": above, "at": at}) if above else ()
    return [as_cap(row, path=row.path, rank=row.rank) for row in found]


def windows(
    session: Session,
    question: Question,
    *,
    zone: str,
    people: Collection[int | None],
    customer: str | None,
    until: datetime | None = None,
) -> Windows:
    """The caps that hold for a question, with what these people gave and what the customer (a
    hash; None for nobody known) received, from any office, in the windows of the zone's clock.

    `until` leaves out what was given after it. Who is about to give says none: another may have
    given a moment later by their clock and still been first.
    """
    caps = caps_for(session, question)
    periods = {period: window(period, question.at, ZoneInfo(zone)) for period in CapPeriod}
    tallies: dict[tuple[int, int | None], Tally] = {}
    for cap in caps:
        counted = periods[cap.period]
        if until is not None:
            counted = Window(counted.starts_at, min(counted.ends_at, until + A_MOMENT))
        if cap.holder is CapHolder.PERSON:
            tallies |= _given(session, cap, counted, people)
        elif customer is not None:
            tallies[cap.id, None] = _received(session, cap, counted, customer)
    return Windows(caps, tallies, periods, customer is not None)


def _given(
    session: Session, cap: Cap, within: Window, people: Collection[int | None]
) -> dict[tuple[int, int | None], Tally]:
    """What each of the people gave, by the key of a tally."""
    known = sorted({each for each in people if each is not None})
    found: dict[tuple[int, int | None], Tally] = {}
    counted = _given_by(cap.remedy_id is not None, cap.problem_id is not None)
    rows = rows_of(session, counted, _within(cap, within) | {"people": known})
    for currency, times, worth, person_id in rows:
        former = found.get((cap.id, person_id), Tally())
        found[cap.id, person_id] = _more(former, times, worth if currency == cap.currency else 0)
    return found


def _received(session: Session, cap: Cap, within: Window, customer: str) -> Tally:
    tally = Tally()
    counted = _received_by(cap.remedy_id is not None, cap.problem_id is not None)
    rows = rows_of(session, counted, _within(cap, within) | {"customer": customer})
    for currency, times, worth in rows:
        tally = _more(tally, times, worth if currency == cap.currency else 0)
    return tally


def _more(tally: Tally, times: int, worth: Decimal | int) -> Tally:
    return Tally(tally.times + times, tally.worth + worth)


def _within(cap: Cap, within: Window) -> dict[str, object]:
    return {
        "starts_at": within.starts_at, "ends_at": within.ends_at, "remedy_id": cap.remedy_id,
        "problem_id": cap.problem_id,
    }  # fmt: skip


# The card asks these at every run, therefore each form of them is built once.
@cache
def _given_by(of_remedy: bool, of_problem: bool) -> Select[str, int, Decimal, int]:  # noqa: FBT001 - the form of a statement, never given by name.
    counted = _counted(of_remedy=of_remedy, of_problem=of_problem)
    whose = Grant.person_id.in_(bindparam("people", expanding=True))
    return counted.add_columns(Grant.person_id).group_by(Grant.person_id).where(whose)


@cache
def _received_by(of_remedy: bool, of_problem: bool) -> Select[str, int, Decimal]:  # noqa: FBT001 - the form of a statement, never given by name.
    counted = _counted(of_remedy=of_remedy, of_problem=of_problem)
    return counted.where(Grant.customer_hash == bindparam("customer"))


def _counted(*, of_remedy: bool, of_problem: bool) -> Select[str, int, Decimal]:
    """Gifts that a cap counts, by currency: amounts of two are never added."""
    counted = select(Grant.currency, func.count(), func.sum(Grant.amount)).where(
        Grant.given_at >= bindparam("starts_at"), Grant.given_at < bindparam("ends_at")
    )
    if of_remedy:
        counted = counted.where(Grant.remedy_id == bindparam("remedy_id"))
    if of_problem:
        counted = counted.where(Grant.problem_id == bindparam("problem_id"))
    return counted.group_by(Grant.currency)


def as_cap(row: WindowCap | Row[*tuple[Any, ...]], *, path: str, rank: int | None) -> Cap:
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
_STANDING: Select[*tuple[Any, ...]] = (
    select(*WindowCap.__table__.columns, Place.path, Grade.rank)
    .join(Place, Place.id == WindowCap.place_id)
    .outerjoin(Grade, Grade.id == WindowCap.grade_id)
    .where(
        Place.path.in_(bindparam("paths", expanding=True)),
        WindowCap.in_force_from <= bindparam("at"),
        or_(WindowCap.in_force_until.is_(None), WindowCap.in_force_until > bindparam("at")),
    )
    .order_by(WindowCap.cap_number, WindowCap.id)
)
