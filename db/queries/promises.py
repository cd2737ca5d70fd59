"""Questions about promises to call back: what is due, all of them, and how many were kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from db import access
from db.rules.promises import KeptRate, PromiseFact, Standing, Window
from db.rules.references import customer_hash
from db.rules.words import PlaceKind
from db.session import rows_of
from db.settings import read_settings
from db.tables.people import Person
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.promises import Promise, PromiseEvent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from db.access import Viewer

Maker = aliased(Person)
MOST = 50


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """One promise as it stands; `standing` tells its state at any moment."""

    id: int
    place_id: int
    place_name: str
    place_path: str
    place_zone: str
    escalation_id: int | None
    problem: str
    words: str
    owner: str
    made_by: str
    made_at: datetime
    version: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class PromiseEventRow:
    """One event in the life of a promise."""

    fact: PromiseFact
    who: str
    owner: str
    words: str


def promises_due(session: Session, viewer: Viewer, *, before: datetime) -> list[PromiseRow]:
    """What is still to be called of the viewer's places and whose window begins before the moment;
    what should have been called longest ago comes first.
    """
    found = rows_of(session, due_before(viewer), {"before": before})
    return [_row(*each) for each in found]


# Asked at every run of the live queue: built once for each viewer, and answered by an index.
@lru_cache(maxsize=512)
def due_before(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    """The promises of the viewer's places that stand and whose window begins before `before`."""
    standing = and_(Promise.closed_at.is_(None), Promise.begins_at < bindparam("before"))
    return _joined(viewer).where(standing).order_by(Promise.ends_at, Promise.id).limit(MOST)


def promise(session: Session, viewer: Viewer, *, promise_id: int) -> PromiseRow | None:
    """One promise, if the viewer may see it."""
    found = session.execute(_joined(viewer).where(Promise.id == promise_id)).one_or_none()
    return _row(*found) if found else None


def due_at(session: Session, *, path: str, before: datetime) -> list[PromiseRow]:
    """What is still to be called of a place and below, and whose window ends before the moment."""
    here = Place.path.startswith(path, autoescape=True)
    due = and_(here, Promise.closed_at.is_(None), Promise.ends_at < before)
    question = _joined(access.system()).where(due).order_by(Promise.ends_at, Promise.id)
    return [_row(*each) for each in session.execute(question)]


def promises(
    session: Session, viewer: Viewer, *, words: str = "", limit: int = MOST, offset: int = 0
) -> tuple[list[PromiseRow], int]:
    """Every promise that the viewer may see and that fits the words, the newest window first, and
    how many there are. A customer's reference finds the promises to that customer.
    """
    fitting = _fitting(session, viewer, words)
    counted = fitting.with_only_columns(Promise.id).subquery()
    total = session.scalar(select(func.count()).select_from(counted)) or 0
    order = (Promise.ends_at.desc(), Promise.id.desc())
    found = session.execute(fitting.order_by(*order).limit(limit).offset(offset))
    return [_row(*each) for each in found], total


def standing_promises(
    session: Session, viewer: Viewer, *, words: str = "", limit: int = MOST, offset: int = 0
) -> list[PromiseRow]:
    """The promises that still stand and fit the words, the longest overdue first: one page."""
    fitting = _fitting(session, viewer, words).where(Promise.closed_at.is_(None))
    order = (Promise.ends_at, Promise.id)
    found = session.execute(fitting.order_by(*order).limit(limit).offset(offset))
    return [_row(*each) for each in found]


def standing_count(
    session: Session, viewer: Viewer, *, words: str = "", now: datetime
) -> tuple[int, int]:
    """How many promises stand that fit the words, and how many of them are overdue."""
    fitting = _fitting(session, viewer, words).where(Promise.closed_at.is_(None))
    counted = fitting.with_only_columns(Promise.id, Promise.ends_at).subquery()
    overdue = func.sum(case((counted.c.ends_at < now, 1), else_=0))
    stand, late = session.execute(select(func.count(), overdue).select_from(counted)).one()
    return stand, int(late or 0)


def _fitting(session: Session, viewer: Viewer, words: str) -> Select[*tuple[Any, ...]]:
    if (kept := _hash(words)) is not None:
        by_reference = _joined(viewer).where(Promise.customer_hash == kept)
        if session.execute(by_reference.limit(1)).first():
            return by_reference
    return _joined(viewer).where(*(_fits(word) for word in words.split()[:8]))


def _fits(word: str) -> ColumnElement[bool]:
    texts = (Promise.words, Problem.title, Person.name, Place.name)
    return or_(*(text.icontains(word, autoescape=True) for text in texts))


def _hash(words: str) -> str | None:
    return customer_hash(words, read_settings().secret()) if words.strip() else None


def promise_events(session: Session, viewer: Viewer, *, promise_id: int) -> list[PromiseEventRow]:
    """What happened to a promise that the viewer may see, in order."""
    return events_of(session, viewer, promise_ids=[promise_id]).get(promise_id, [])


def events_of(
    session: Session, viewer: Viewer, *, promise_ids: Sequence[int]
) -> dict[int, list[PromiseEventRow]]:
    """The same for several promises at once, by promise."""
    allowed = access.visible_promises(viewer).with_only_columns(Promise.id)
    question = (
        select(PromiseEvent, Maker.name, Person.name)
        .outerjoin(Maker, Maker.id == PromiseEvent.person_id)
        .outerjoin(Person, Person.id == PromiseEvent.owner_id)
        .where(PromiseEvent.promise_id.in_(promise_ids), PromiseEvent.promise_id.in_(allowed))
        .order_by(PromiseEvent.promise_id, PromiseEvent.sequence)
    )
    found: dict[int, list[PromiseEventRow]] = {}
    for event, who, owner in session.execute(question):
        told = PromiseEventRow(_fact(event), who or "", owner or "", event.words)
        found.setdefault(event.promise_id, []).append(told)
    return found


def _fact(event: PromiseEvent) -> PromiseFact:
    window = None
    if event.zone and event.begins_at and event.ends_at:
        window = Window(event.zone, event.begins_at, event.ends_at)
    return PromiseFact(event.kind, event.at, window, event.owner_id)


def kept_rate(
    session: Session, viewer: Viewer, *, since: datetime, until: datetime, now: datetime
) -> KeptRate:
    """How the promises of the viewer's places ended whose window ended from `since` up to `until`.

    Each counts where its fate was decided: at the end of the first window that broke, else at the
    end of the last one.
    """
    decided = func.coalesce(Promise.broke_at, Promise.ends_at)
    over = or_(Promise.closed_at.is_not(None), Promise.broke_at.is_not(None), Promise.ends_at < now)
    called = Promise.kept_at.is_not(None)
    whole = Promise.broke_at.is_(None)
    asked = access.visible_promises(viewer).where(decided >= since, decided < until, over)
    question = asked.with_only_columns(
        _count(and_(called, whole)),
        _count(and_(called, ~whole)),
        _count(~called),
        _count(and_(whole, called, Promise.times_promised > 1)),
    )
    counts = [int(count or 0) for count in session.execute(question).one()]
    return KeptRate(*counts)


def _count(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((which, 1), else_=0))


def colleagues(session: Session, *, path: str) -> list[tuple[int, str]]:
    """Who may own a promise of the place: the active people whose home is its office or a team."""
    parts = access.ancestors(path)
    office = session.scalar(
        select(Place.path).where(Place.path.in_(parts), Place.kind == PlaceKind.OFFICE).limit(1)
    )
    question = (
        select(Person.id, Person.name)
        .join(Place, Place.id == Person.home_place_id)
        .where(
            Person.deactivated_at.is_(None), Place.path.startswith(office or path, autoescape=True)
        )
        .order_by(Person.name, Person.id)
    )
    return [(key, name) for key, name in session.execute(question)]


def _joined(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        access.visible_promises(viewer)
        .outerjoin(Problem, Problem.id == Promise.problem_id)
        .outerjoin(Person, Person.id == Promise.owner_id)
        .outerjoin(Maker, Maker.id == Promise.made_by_id)
        .with_only_columns(
            Promise.id, Promise.place_id, Place.name, Place.path, Place.zone,
            Promise.escalation_id, Problem.title, Promise.words, Person.name, Maker.name,
            Promise.made_at, Promise.version, Promise.zone, Promise.begins_at, Promise.ends_at,
            Promise.owner_id, Promise.times_promised, Promise.kept_at, Promise.broke_at,
            Promise.closed_at, maintain_column_froms=True,
        )
    )  # fmt: skip


def _row(*found: Any) -> PromiseRow:
    key, place_id, place, path, place_zone, escalation_id, problem, words, owner, maker = found[:10]
    made_at, version, zone, begins_at, ends_at, *rest = found[10:]
    standing = Standing(Window(zone, begins_at, ends_at), *rest)
    return PromiseRow(
        key, place_id, place, path, place_zone, escalation_id, problem or "", words, owner or "",
        maker or "", made_at, version, standing,
    )  # fmt: skip
