"""Questions about limits: what is in force, for whom, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, or_

from db import access
from db.queries.limit_rules import as_limits, rules
from db.rules.authority import Decision, Limit, Question, decide
from db.session import rows_of
from db.tables.limits import AuthorityLimit
from db.tables.places import Place

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.orm import Session


def limits_for(session: Session, question: Question) -> list[Limit]:
    """Every rule above the place that is in force and could answer the question, any grade."""
    chosen = {"problem_id": question.problem_id, "remedy_id": question.remedy_id}
    return as_limits(rows_of(session, _ANSWERING, _when_and_where(question) | chosen))


def limits_ever(session: Session, question: Question) -> list[Limit]:
    """Every rule above the place that could answer the question at any time, any grade."""
    ever = _LIMITS.where(
        Place.path.in_(access.ancestors(question.place_path)), _ABOUT_THE_PROBLEM, _ABOUT_THE_REMEDY
    )
    chosen = {"problem_id": question.problem_id, "remedy_id": question.remedy_id}
    return as_limits(session.execute(ever, chosen))


def limits_in_force(session: Session, *, path: str, at: datetime) -> list[Limit]:
    """Every rule in force at the place and above it, of every remedy and problem."""
    return limits_at(session, access.ancestors(path), at=at)


def limits_at(session: Session, paths: Collection[str], *, at: datetime) -> list[Limit]:
    """Every rule in force of the places at these paths, of every remedy and problem."""
    return as_limits(rows_of(session, _IN_FORCE, {"paths": list(paths), "at": at}))


def explain(session: Session, question: Question, *, grade_rank: int) -> Decision:
    """The rule that decides for the grade, and all that lost with their reasons: the rules of
    other problems and remedies, of other times and of places beside it are left out.
    """
    return decide(limits_for(session, question), question, grade_rank=grade_rank)


def limit(session: Session, *, limit_id: int) -> Limit | None:
    """One version of one rule."""
    found = session.execute(_LIMITS.where(AuthorityLimit.id == limit_id)).one_or_none()
    return None if found is None else Limit(*found)


def _when_and_where(question: Question) -> dict[str, Any]:
    return {"paths": access.ancestors(question.place_path), "at": question.at}


# The card asks these at every run, therefore they are built once.
_LIMITS = rules()
_IN_FORCE = _LIMITS.where(
    Place.path.in_(bindparam("paths", expanding=True)),
    AuthorityLimit.in_force_from <= bindparam("at"),
    or_(
        AuthorityLimit.in_force_until.is_(None),
        AuthorityLimit.in_force_until > bindparam("at"),
    ),
)
_ABOUT_THE_PROBLEM = or_(
    AuthorityLimit.problem_id.is_(None),
    AuthorityLimit.problem_id == bindparam("problem_id"),
)
_ABOUT_THE_REMEDY = or_(
    AuthorityLimit.remedy_id.is_(None),
    AuthorityLimit.remedy_id == bindparam("remedy_id"),
)
_ANSWERING = _IN_FORCE.where(_ABOUT_THE_PROBLEM, _ABOUT_THE_REMEDY)
