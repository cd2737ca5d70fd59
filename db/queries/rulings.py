"""Questions about rulings: what waits for an answer, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from db import access
from db.access import Permission, may
from db.queries import searching
from db.rules.words import FoundKind, Role, RulingEventKind, RulingState, Verdict
from db.session import rows_of
from db.tables.people import Grade, Person
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.rulings import Ruling, RulingEvent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from db.access import Viewer

Answerer = aliased(Person)
MOST = 50


@dataclass(frozen=True, slots=True)
class RulingRow:
    """One question with the answer that holds. `may_answer` is so for a superior at the place."""

    id: int
    place_id: int
    place_name: str
    place_path: str
    zone: str
    problem_id: int | None
    problem: str
    question: str
    asker_id: int | None
    asker: str
    asked_at: datetime
    due_at: datetime
    state: RulingState
    verdict: Verdict | None
    answer: str
    answered_by: str
    answered_at: datetime | None
    asker_rank: int | None
    may_answer: bool = False


@dataclass(frozen=True, slots=True)
class RulingEventRow:
    """One event in the life of a ruling."""

    kind: RulingEventKind
    at: datetime
    who: str
    verdict: Verdict | None
    words: str


def waiting_rulings(session: Session, viewer: Viewer) -> list[RulingRow]:
    """What waits and the viewer may answer, or asked themselves; longest first."""
    found = _rows(session, viewer, Ruling.state == RulingState.WAITING, Ruling.asked_at, Ruling.id)
    return [row for row in found if row.may_answer or row.asker_id == viewer.person_id]


def rulings_to_answer(session: Session, viewer: Viewer) -> list[RulingRow]:
    """What waits for an answer of this viewer, longest first."""
    found = rows_of(session, to_answer(viewer))
    return [row for each in found if (row := _row(viewer, *each)).may_answer]


# Asked at every run of the live queue: built once for each viewer, and answered by an index.
@lru_cache(maxsize=512)
def to_answer(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    """The rulings that wait where the viewer manages, their own and those of equals among them."""
    waiting = _joined(access.visible_rulings(viewer)).where(Ruling.state == RulingState.WAITING)
    managed = access.below(Place.path, viewer.paths(*access.REACH[Role.MANAGER]))
    return waiting.where(managed).order_by(Ruling.asked_at, Ruling.id).limit(MOST)


def answered_rulings(session: Session, viewer: Viewer, *, words: str = "") -> list[RulingRow]:
    """The answers that the viewer may lean on: those that fit the words best, or the newest."""
    if words.strip():
        found = searching.find(session, viewer, words=words, kind=FoundKind.RULING)
        return rulings_by_key(session, viewer, keys=[each.id for each in found])
    newest = (Ruling.answered_at.desc(), Ruling.id.desc())
    return _rows(session, viewer, Ruling.state == RulingState.ANSWERED, *newest)


def own_rulings(session: Session, viewer: Viewer, *, since: datetime) -> list[RulingRow]:
    """What the viewer asked lately, newest first, with its answer once it has one."""
    lately = {"person_id": viewer.person_id, "lately": since}
    if viewer.person_id is None or rows_of(session, LATELY_ASKED, lately).first() is None:
        return []
    own = (Ruling.asker_id == viewer.person_id) & (Ruling.asked_at >= since)
    standing = own & (Ruling.state != RulingState.TAKEN_BACK)
    return _rows(session, viewer, standing, Ruling.asked_at.desc(), Ruling.id.desc())


# Asked at every run of the card, and mostly there is none: built once, and answered by an index.
LATELY_ASKED = (
    select(Ruling.id)
    .where(Ruling.asker_id == bindparam("person_id"), Ruling.asked_at >= bindparam("lately"))
    .limit(1)
)


def rulings_by_key(session: Session, viewer: Viewer, *, keys: Sequence[int]) -> list[RulingRow]:
    """Those of the rulings that the viewer may see, in the order of the keys."""
    found = _rows(session, viewer, Ruling.id.in_(keys)) if keys else []
    rows = {row.id: row for row in found}
    return [rows[key] for key in keys if key in rows]


def ruling(session: Session, viewer: Viewer, *, ruling_id: int) -> RulingRow | None:
    """One ruling, if the viewer may see it."""
    found = _rows(session, viewer, Ruling.id == ruling_id)
    return found[0] if found else None


def ruling_events(session: Session, viewer: Viewer, *, ruling_id: int) -> list[RulingEventRow]:
    """What happened to a ruling that the viewer may see, in order."""
    allowed = access.visible_rulings(viewer).with_only_columns(Ruling.id)
    question = (
        select(RulingEvent, Person.name)
        .outerjoin(Person, Person.id == RulingEvent.person_id)
        .where(RulingEvent.ruling_id == ruling_id, RulingEvent.ruling_id.in_(allowed))
        .order_by(RulingEvent.sequence)
    )
    return [
        RulingEventRow(event.kind, event.at, who or "", event.verdict, event.words)
        for event, who in session.execute(question)
    ]


def _rows(
    session: Session, viewer: Viewer, which: ColumnElement[bool], *order: Any
) -> list[RulingRow]:
    question = _joined(access.visible_rulings(viewer)).where(which).order_by(*order).limit(MOST)
    return [_row(viewer, *found) for found in rows_of(session, question)]


# The columns of a `RulingRow`, in its own order.
_COLUMNS = (
    Ruling.id,
    Ruling.place_id,
    Place.name,
    Place.path,
    Place.zone,
    Ruling.problem_id,
    func.coalesce(Problem.title, ""),
    Ruling.question,
    Ruling.asker_id,
    func.coalesce(Person.name, ""),
    Ruling.asked_at,
    Ruling.due_at,
    Ruling.state,
    Ruling.verdict,
    Ruling.answer,
    func.coalesce(Answerer.name, ""),
    Ruling.answered_at,
    Grade.rank,
)


def _joined(question: Select[Ruling]) -> Select[*tuple[Any, ...]]:
    return (
        question.outerjoin(Problem, Problem.id == Ruling.problem_id)
        .outerjoin(Person, Person.id == Ruling.asker_id)
        .outerjoin(Grade, Grade.id == Person.grade_id)
        .outerjoin(Answerer, Answerer.id == Ruling.answered_by_id)
        .with_only_columns(*_COLUMNS)
    )


def _row(viewer: Viewer, *found: Any) -> RulingRow:
    row = RulingRow(*found)
    is_superior = viewer.is_system or viewer.grade_rank > (row.asker_rank or 0)
    may_answer = is_superior and may(viewer, Permission.RULING_ANSWER, row.place_path)
    return replace(row, may_answer=may_answer)
