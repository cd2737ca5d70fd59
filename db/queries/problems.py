"""Questions about the problems of the playbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session

from db import access
from db.access import Viewer
from db.queries.problem_lists import ALL, Wanted, how_many, narrowed, ranked
from db.rules import cards
from db.rules.problems import Facts, Flags
from db.rules.refusals import Refusal
from db.rules.responses import Standing, standing
from db.rules.words import Branch, CauseClass, Origin, ResponseState
from db.session import rows_of
from db.tables.people import Grade
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import ProblemRemedy, Remedy
from db.tables.responses import Response


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A problem as lists show it; `standing` is that of the response at the viewer's home."""

    id: int
    title: str
    place_name: str
    origin: Origin
    cause_class: CauseClass
    likelihood: int
    impact: int
    is_powerless: bool
    is_safety: bool
    standing: Standing


@dataclass(frozen=True, slots=True)
class ProblemView:
    """One problem with all that was said about it; `version` is that of its row."""

    id: int
    version: int
    place_id: int
    place_name: str
    place_path: str
    facts: Facts
    branch: Branch
    minimum_grade: str
    remedies: tuple[tuple[int, str], ...]


def problems(
    session: Session,
    viewer: Viewer,
    *,
    wanted: Wanted = ALL,
    limit: int = 25,
    offset: int = 0,
    now: datetime,
) -> tuple[list[ProblemRow], int]:
    """One page of the playbook, and how many problems fit; see `page_of`."""
    found = page_of(session, viewer, wanted=wanted, limit=limit, offset=offset, now=now)
    return found, how_many(session, viewer, wanted=wanted)


def page_of(
    session: Session,
    viewer: Viewer,
    *,
    wanted: Wanted = ALL,
    limit: int = 25,
    offset: int = 0,
    now: datetime,
) -> list[ProblemRow]:
    """One page of the playbook.

    The gravest come first (likelihood times impact); words are searched for with forgiveness for
    the spelling, and then the best find comes first.
    """
    question = narrowed(viewer, wanted).with_only_columns(*_COLUMNS)
    if wanted.words.strip():
        best = ranked(session, viewer, wanted.words)
        rows = {each.id: each for each in rows_of(session, question.where(Problem.id.in_(best)))}
        found = [rows[key] for key in best if key in rows]
        return _rows(session, viewer, found[offset : offset + limit], now)
    page = question.order_by(
        (Problem.likelihood * Problem.impact).desc(), Problem.title, Problem.id
    )
    chosen = rows_of(session, page.limit(limit).offset(offset)).all()
    return _rows(session, viewer, chosen, now)


def _rows(
    session: Session, viewer: Viewer, found: Sequence[Row[*tuple[Any, ...]]], now: datetime
) -> list[ProblemRow]:
    standings = _standings(session, viewer, [each.id for each in found], now)
    return [
        ProblemRow(*each, standing=standings.get(each.id, Standing.NOT_AGREED))  # type: ignore[misc]  # all columns but the last.
        for each in found
    ]


# The columns of a `ProblemRow`, in its own order, without its standing.
_COLUMNS = (
    Problem.id, Problem.title, Place.name, Problem.origin, Problem.cause_class, Problem.likelihood,
    Problem.impact, Problem.is_powerless, Problem.is_safety,
)  # fmt: skip


def _standings(
    session: Session, viewer: Viewer, ids: Sequence[int], now: datetime
) -> dict[int, Standing]:
    """How far the response that holds at the viewer's home can be relied on, by problem."""
    given = {"problems": list(ids), "above": access.ancestors(viewer.home_path)}
    today = now.astimezone(ZoneInfo(viewer.zone)).date()
    # The nearest place comes last and has the last word.
    return {
        problem_id: standing(is_agreed=True, verified_until=until, today=today)
        for problem_id, until in rows_of(session, _HOLDING, given)
    }


_HOLDING = (
    select(Response.problem_id, Response.verified_until)
    .join(Place, Place.id == Response.place_id)
    .where(
        Response.problem_id.in_(bindparam("problems", expanding=True)),
        Response.state == ResponseState.AGREED,
        Place.path.in_(bindparam("above", expanding=True)),
    )
    .order_by(func.length(Place.path))
)


def problem(session: Session, viewer: Viewer, *, problem_id: int) -> ProblemView:
    """One problem of the viewer's playbook; a `Refusal` when there is none."""
    question = access.visible_problems(viewer).add_columns(Place).where(Problem.id == problem_id)
    found = session.execute(question).one_or_none()
    if found is None:
        raise Refusal("This problem is not in your playbook. Choose one from the list.")
    row, place = found
    grade = session.get(Grade, row.minimum_grade_id) if row.minimum_grade_id else None
    remedies = _remedies(session, row.id)
    return ProblemView(
        id=row.id,
        version=row.version,
        place_id=place.id,
        place_name=place.name,
        place_path=place.path,
        facts=_facts(row, tuple(key for key, _ in remedies)),
        branch=cards.branch(row.fault, is_powerless=row.is_powerless),
        minimum_grade=grade.name if grade else "",
        remedies=remedies,
    )


def _facts(row: Problem, remedy_ids: tuple[int, ...]) -> Facts:
    flags = Flags(
        is_powerless=row.is_powerless,
        is_safety=row.is_safety,
        minimum_grade_id=row.minimum_grade_id,
        legal_threshold=row.legal_threshold,
        legal_currency=row.legal_currency,
        legal_sentence=row.legal_sentence,
        skill=row.skill or "",
    )
    return Facts(
        title=row.title,
        origin=row.origin,
        cause_class=row.cause_class,
        fault=row.fault,
        likelihood=row.likelihood,
        impact=row.impact,
        promise_broken=row.promise_broken,
        keywords=row.keywords,
        flags=flags,
        remedy_ids=remedy_ids,
    )


def _remedies(session: Session, problem_id: int) -> tuple[tuple[int, str], ...]:
    """The remedies that fit, best first, as (key, name)."""
    question = (
        select(Remedy.id, Remedy.name)
        .join(ProblemRemedy, ProblemRemedy.remedy_id == Remedy.id)
        .where(ProblemRemedy.problem_id == problem_id, Remedy.deactivated_at.is_(None))
        .order_by(ProblemRemedy.position, Remedy.id)
    )
    return tuple((key, name) for key, name in session.execute(question))
