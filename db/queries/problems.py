"""Questions about the problems of the playbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from db import access
from db.access import Viewer
from db.rules import cards
from db.rules.problems import Facts, Flags
from db.rules.refusals import Refusal
from db.rules.responses import Standing, standing
from db.rules.search import Entry, Index
from db.rules.words import Branch, CauseClass, Origin, ResponseState
from db.tables.people import Grade
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import ProblemRemedy, Remedy
from db.tables.responses import Response

MOST_FOUND = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; an empty field asks for nothing."""

    words: str = ""
    origin: Origin | None = None
    cause_class: CauseClass | None = None
    without_response: bool = False


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


ALL = Wanted()


def problems(
    session: Session,
    viewer: Viewer,
    *,
    wanted: Wanted = ALL,
    limit: int = 25,
    offset: int = 0,
    now: datetime,
) -> tuple[list[ProblemRow], int]:
    """One page of the playbook, and how many problems fit.

    The gravest come first (likelihood times impact); words are searched for with forgiveness for
    the spelling, and then the best find comes first.
    """
    question = _narrowed(access.visible_problems(viewer), viewer, wanted)
    if wanted.words.strip():
        ranked = _found(session, viewer, wanted.words)
        rows = {each.id: each for each in session.scalars(question.where(Problem.id.in_(ranked)))}
        found = [rows[key] for key in ranked if key in rows]
        return _rows(session, viewer, found[offset : offset + limit], now), len(found)
    total = session.scalar(select(func.count()).select_from(question.subquery())) or 0
    page = question.order_by(
        (Problem.likelihood * Problem.impact).desc(), Problem.title, Problem.id
    )
    chosen = list(session.scalars(page.limit(limit).offset(offset)))
    return _rows(session, viewer, chosen, now), total


def _found(session: Session, viewer: Viewer, words: str) -> list[int]:
    entries = [
        Entry(each.id, each.title, f"{each.keywords} {each.promise_broken}")
        for each in session.scalars(access.visible_problems(viewer).order_by(Problem.id))
    ]
    return [entry.id for entry in Index(entries).best(words, limit=MOST_FOUND)]


def _narrowed(question: Select[Problem], viewer: Viewer, wanted: Wanted) -> Select[Problem]:
    if wanted.origin is not None:
        question = question.where(Problem.origin == wanted.origin)
    if wanted.cause_class is not None:
        question = question.where(Problem.cause_class == wanted.cause_class)
    if wanted.without_response:
        question = question.where(~_is_agreed_for(viewer))
    return question


def _is_agreed_for(viewer: Viewer) -> ColumnElement[bool]:
    home = aliased(Place)
    return exists(
        select(Response.id)
        .join(home, home.id == Response.place_id)
        .where(
            Response.problem_id == Problem.id,
            Response.state == ResponseState.AGREED,
            home.path.in_(access.ancestors(viewer.home_path)),
        )
    )


def _rows(
    session: Session, viewer: Viewer, found: Sequence[Problem], now: datetime
) -> list[ProblemRow]:
    standings = _standings(session, viewer, [each.id for each in found], now)
    names = _place_names(session, {each.place_id for each in found})
    return [
        ProblemRow(
            id=each.id,
            title=each.title,
            place_name=names[each.place_id],
            origin=each.origin,
            cause_class=each.cause_class,
            likelihood=each.likelihood,
            impact=each.impact,
            is_powerless=each.is_powerless,
            is_safety=each.is_safety,
            standing=standings.get(each.id, Standing.NOT_AGREED),
        )
        for each in found
    ]


def _standings(
    session: Session, viewer: Viewer, ids: Sequence[int], now: datetime
) -> dict[int, Standing]:
    """How far the response that holds at the viewer's home can be relied on, by problem."""
    question = (
        select(Response.problem_id, Response.verified_until)
        .join(Place, Place.id == Response.place_id)
        .where(
            Response.problem_id.in_(ids),
            Response.state == ResponseState.AGREED,
            Place.path.in_(access.ancestors(viewer.home_path)),
        )
        .order_by(func.length(Place.path))
    )
    today = now.astimezone(ZoneInfo(viewer.zone)).date()
    # The nearest place comes last and has the last word.
    return {
        problem_id: standing(is_agreed=True, verified_until=until, today=today)
        for problem_id, until in session.execute(question)
    }


def _place_names(session: Session, ids: set[int]) -> dict[int, str]:
    found = session.execute(select(Place.id, Place.name).where(Place.id.in_(ids)))
    return {key: name for key, name in found}  # noqa: C416 - rows are not pairs for the type checker.


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
