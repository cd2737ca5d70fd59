"""Questions about limits: what is in force, for whom, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from db import access
from db.rules.authority import Decision, Limit, Question, decide
from db.tables.limits import AuthorityLimit
from db.tables.people import Grade
from db.tables.places import Place

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


def limits_for(session: Session, question: Question) -> list[Limit]:
    """Every rule above the place that is in force and could answer the question, any grade."""
    found = _in_force(question).where(
        or_(AuthorityLimit.problem_id.is_(None), AuthorityLimit.problem_id == question.problem_id),
        or_(AuthorityLimit.remedy_id.is_(None), AuthorityLimit.remedy_id == question.remedy_id),
    )
    return [_limit(*row) for row in session.execute(found)]


def limits_in_force(session: Session, *, path: str, at: datetime) -> list[Limit]:
    """Every rule in force at the place and above it, of every remedy and problem."""
    question = Question(place_path=path, problem_id=None, remedy_id=0, at=at)
    return [_limit(*row) for row in session.execute(_in_force(question))]


def explain(session: Session, question: Question, *, grade_rank: int) -> Decision:
    """The rule that decides for the grade, and all that lost with their reasons: the rules of
    other problems and remedies, of other times and of places beside it are left out.
    """
    return decide(limits_for(session, question), question, grade_rank=grade_rank)


def limit(session: Session, *, limit_id: int) -> Limit | None:
    """One version of one rule."""
    found = session.execute(_all().where(AuthorityLimit.id == limit_id)).one_or_none()
    return None if found is None else _limit(*found)


def _all() -> Select[AuthorityLimit, str, int]:
    return (
        select(AuthorityLimit, Place.path, Grade.rank)
        .join(Place, Place.id == AuthorityLimit.place_id)
        .join(Grade, Grade.id == AuthorityLimit.grade_id)
        .order_by(AuthorityLimit.id)
    )


def _in_force(question: Question) -> Select[AuthorityLimit, str, int]:
    ended = AuthorityLimit.in_force_until
    return _all().where(
        Place.path.in_(access.ancestors(question.place_path)),
        AuthorityLimit.in_force_from <= question.at,
        or_(ended.is_(None), ended > question.at),
    )


def _limit(found: AuthorityLimit, path: str, rank: int) -> Limit:
    return Limit(
        id=found.id,
        rule_number=found.rule_number,
        version_number=found.version_number,
        place_path=path,
        grade_rank=rank,
        problem_id=found.problem_id,
        remedy_id=found.remedy_id,
        kind=found.kind,
        amount=found.amount,
        currency=found.currency,
        unlimited_until=found.unlimited_until,
        in_force_from=found.in_force_from,
        in_force_until=found.in_force_until,
    )
