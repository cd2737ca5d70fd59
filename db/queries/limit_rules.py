"""The rules around a place: its own, those above it and those below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from db import access
from db.rules.authority import Limit
from db.tables.limits import AuthorityLimit
from db.tables.people import Grade
from db.tables.places import Place

COLUMNS: Sequence[Any] = (
    AuthorityLimit.id,
    AuthorityLimit.rule_number,
    AuthorityLimit.version_number,
    Place.path,
    Grade.rank,
    AuthorityLimit.problem_id,
    AuthorityLimit.remedy_id,
    AuthorityLimit.kind,
    AuthorityLimit.amount,
    AuthorityLimit.currency,
    AuthorityLimit.unlimited_until,
    AuthorityLimit.in_force_from,
    AuthorityLimit.in_force_until,
    AuthorityLimit.is_temporary,
)


def rules() -> Select[Any]:
    """Every version of every rule as columns, without rows of its own: many are read at once."""
    return (
        select(*COLUMNS)
        .join(Place, Place.id == AuthorityLimit.place_id)
        .join(Grade, Grade.id == AuthorityLimit.grade_id)
        .order_by(AuthorityLimit.id)
    )


def as_limits(rows: Iterable[Sequence[Any]]) -> list[Limit]:
    """Rows of `rules` as the business reads them."""
    return [Limit(*row) for row in rows]


def rules_around(session: Session, path: str, *, at: datetime) -> list[Limit]:
    """Every rule of the place, above it and below it, that has not ended at the moment: those in
    force, and those that were published for later.
    """
    around = or_(Place.path.in_(access.ancestors(path)), access.below(Place.path, (path,)))
    return as_limits(session.execute(rules().where(around, _not_ended(at))).all())


def rules_at(session: Session, path: str, *, at: datetime) -> list[Limit]:
    """The same of the place alone."""
    question = rules().where(Place.path == path, _not_ended(at))
    return as_limits(session.execute(question).all())


def _not_ended(at: datetime) -> ColumnElement[bool]:
    ended = AuthorityLimit.in_force_until
    return or_(ended.is_(None), ended > at)
