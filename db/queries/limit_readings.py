"""What changed for whom: the limits of one grade at one place between two moments, which changes
somebody still has to read, and who has not read a set yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import Session

from db import access
from db.access import Viewer
from db.queries.catalogue import remedies
from db.queries.limit_rules import as_limits, rules
from db.rules.limit_books import Book
from db.rules.limit_differences import value_changes
from db.tables.limit_drafts import LimitEnding, LimitReader, LimitReading
from db.tables.limits import AuthorityLimit, LimitSet
from db.tables.people import Grade, Person
from db.tables.places import Place
from db.tables.problems import Problem

ANY_PROBLEM = "any problem"
JUST_BEFORE = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class LimitChange:
    """One value that changed, old and new in words; `gain` is 1, -1, or 0 when neither."""

    remedy_id: int
    remedy: str
    problem_id: int | None
    problem: str
    old: str
    new: str
    gain: int


@dataclass(frozen=True, slots=True)
class ToRead:
    """A published set that changed the viewer's own amounts, and that they have not confirmed."""

    limit_set_id: int
    note: str
    published_by: str
    in_force_from: datetime
    changes: tuple[LimitChange, ...]


@dataclass(frozen=True, slots=True)
class Readers:
    """How many have to read a set, and who has not yet, by name."""

    asked: int
    not_yet: tuple[str, ...]


def limits_changed_since(
    session: Session, *, place_path: str, grade_rank: int, at: datetime, now: datetime
) -> list[LimitChange]:
    """What a grade may give at a place now that it might not at `at`, or might otherwise: every
    value that differs, by remedy and problem. Empty when a card printed at `at` is still true.
    """
    line = Place.path.in_(access.ancestors(place_path)) & (Grade.rank == grade_rank)
    both = or_(_holds(at), _holds(now))
    limits = as_limits(session.execute(rules().where(line, both)).all())
    names = {each.id: each.name for each in remedies(session)}
    found = value_changes(
        Book(limits, at=at), Book(limits, at=now), path=place_path, ranks=(grade_rank,),
        remedies=list(names),
    )  # fmt: skip
    about = {each.problem_id for each in found if each.problem_id is not None}
    titles = {
        problem.id: problem.title
        for problem in session.scalars(select(Problem).where(Problem.id.in_(about)))
    }
    return [
        LimitChange(
            each.remedy_id, names[each.remedy_id], each.problem_id,
            titles.get(each.problem_key, ANY_PROBLEM), each.old.words, each.new.words, each.gain,
        )
        for each in found
    ]  # fmt: skip


def _holds(at: datetime) -> ColumnElement[bool]:
    ended = AuthorityLimit.in_force_until
    return (AuthorityLimit.in_force_from <= at) & or_(ended.is_(None), ended > at)


def changes_to_read(session: Session, viewer: Viewer) -> list[ToRead]:
    """The published sets that changed the viewer's own amounts and that they have not read."""
    question = (
        select(LimitSet, LimitReader.place_id, Person.name)
        .join(LimitReader, LimitReader.limit_set_id == LimitSet.id)
        .outerjoin(Person, Person.id == LimitSet.published_by_id)
        .where(LimitReader.person_id == viewer.person_id, ~_is_read())
        .order_by(LimitSet.id)
    )
    found = []
    for made, place_id, who in session.execute(question):
        start = _starts(session, made)
        path = session.get_one(Place, place_id).path
        changes = limits_changed_since(
            session, place_path=path, grade_rank=viewer.grade_rank, at=start - JUST_BEFORE,
            now=start,
        )  # fmt: skip
        found.append(ToRead(made.id, made.note, who or "Readyroom", start, tuple(changes)))
    return found


def _is_read() -> ColumnElement[bool]:
    return (
        select(LimitReading.person_id)
        .where(
            LimitReading.limit_set_id == LimitReader.limit_set_id,
            LimitReading.person_id == LimitReader.person_id,
        )
        .exists()
    )


# Asked at every run of the counter card, and mostly there is none: built once.
UNREAD = (
    select(LimitReader.person_id)
    .where(LimitReader.person_id == bindparam("person_id"), ~_is_read())
    .limit(1)
)


def _starts(session: Session, made: LimitSet) -> datetime:
    """From when the set holds."""
    start = func.min(AuthorityLimit.in_force_from)
    found = session.scalar(select(start).where(AuthorityLimit.limit_set_id == made.id))
    if found is not None:
        return found
    end = (
        select(func.min(AuthorityLimit.in_force_until))
        .join(LimitEnding, LimitEnding.limit_id == AuthorityLimit.id)
        .where(LimitEnding.limit_set_id == made.id)
    )
    return session.scalar(end) or made.published_at


def readers_of(
    session: Session, viewer: Viewer, *, limit_set_ids: Sequence[int]
) -> dict[int, Readers]:
    """Who has to read these sets, of the people whom the viewer manages."""
    managed = access.managed_places(viewer).with_only_columns(Place.id)
    question = (
        select(LimitReader.limit_set_id, Person.name, _is_read())
        .join(Person, Person.id == LimitReader.person_id)
        .where(
            LimitReader.limit_set_id.in_(limit_set_ids),
            LimitReader.place_id.in_(managed),
            Person.deactivated_at.is_(None),
        )
        .order_by(Person.name, Person.id)
    )
    found: dict[int, list[tuple[str, bool]]] = {}
    for limit_set_id, name, is_read in session.execute(question):
        found.setdefault(limit_set_id, []).append((name, bool(is_read)))
    return {
        key: Readers(len(rows), tuple(name for name, is_read in rows if not is_read))
        for key, rows in found.items()
    }
