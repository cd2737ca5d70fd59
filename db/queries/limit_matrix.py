"""Who may give what at a place: the matrix of grades and remedies, and how it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import access
from db.access import Permission, Viewer
from db.queries.authority import limits_in_force
from db.queries.catalogue import CatalogueRow, GradeRow, grades, remedies
from db.queries.places import PlaceRow, line_of
from db.rules.authority import Limit, Question, decide, value_in_words
from db.tables.limit_drafts import LimitEnding
from db.tables.limits import AuthorityLimit, LimitSet
from db.tables.people import Person
from db.tables.places import Place


@dataclass(frozen=True, slots=True)
class Cell:
    """What one grade may give of one remedy; `limit` is None where there is no rule."""

    grade: GradeRow
    limit: Limit | None
    words: str
    rule: str
    place_name: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One remedy with a cell for each grade, the lowest first."""

    remedy: CatalogueRow
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class SetRow:
    """One published set: when, by whom, why, and how many rules it changed."""

    id: int
    place_name: str
    place_path: str
    published_at: datetime
    published_by: str
    note: str
    lines: int
    in_force_from: datetime


def matrix(
    session: Session, viewer: Viewer, *, place: PlaceRow, problem_id: int | None, at: datetime
) -> list[MatrixRow]:
    """The matrix that holds at a place at a moment, for one problem or (None) for any."""
    access.require(viewer, Permission.LIMITS_SEE, place.path)
    names = {each.path: each.name for each in line_of(session, place.path)}
    limits = limits_in_force(session, path=place.path, at=at)
    rungs = grades(session)
    rows = []
    for remedy in remedies(session):
        question = Question(place.path, problem_id, remedy.id, at)
        cells = (_cell(limits, question, rung, names) for rung in rungs)
        rows.append(MatrixRow(remedy, tuple(cells)))
    return rows


def _cell(
    limits: Sequence[Limit], question: Question, grade: GradeRow, names: dict[str, str]
) -> Cell:
    winner = decide(limits, question, grade_rank=grade.rank).winner
    if winner is None:
        return Cell(grade, None, "no rule", "", "", is_here=False)
    return Cell(
        grade=grade,
        limit=winner,
        words=value_in_words(winner),
        rule=f"rule {winner.rule_number}, version {winner.version_number}",
        place_name=names.get(winner.place_path, ""),
        is_here=winner.place_path == question.place_path,
    )


def published_sets(
    session: Session, viewer: Viewer, *, path: str, limit: int, offset: int
) -> tuple[list[SetRow], int]:
    """One page of the sets that were published for a place, above it and below it, the latest
    first, and how many there are.
    """
    access.require(viewer, Permission.LIMITS_SEE, path)
    around = Place.path.in_(access.ancestors(path)) | access.below(Place.path, (path,))
    endings = select(func.count()).where(LimitEnding.limit_set_id == LimitSet.id).scalar_subquery()
    question = (
        select(
            LimitSet, Place.name, Place.path, Person.name, func.count(AuthorityLimit.id) + endings,
            func.coalesce(func.min(AuthorityLimit.in_force_from), LimitSet.published_at),
        )
        .join(Place, Place.id == LimitSet.place_id)
        .outerjoin(AuthorityLimit, AuthorityLimit.limit_set_id == LimitSet.id)
        .outerjoin(Person, Person.id == LimitSet.published_by_id)
        .where(around)
        .group_by(LimitSet.id, Place.name, Place.path, Person.name)
        .order_by(LimitSet.published_at.desc(), LimitSet.id.desc())
    )  # fmt: skip
    total = session.scalar(select(func.count()).select_from(question.subquery())) or 0
    return [
        SetRow(
            each.id,
            place,
            path_of,
            each.published_at,
            person or "Readyroom",
            each.note,
            lines,
            start,
        )
        for each, place, path_of, person, lines, start in session.execute(
            question.limit(limit).offset(offset)
        )
    ], total
