"""The rules around a place: its own, those above it and those below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import access
from db.rules.authority import Limit
from db.tables.limits import AuthorityLimit
from db.tables.people import Grade
from db.tables.places import Place

COLUMNS = (
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
)


def rules_around(session: Session, path: str, *, at: datetime) -> list[Limit]:
    """Every rule of the place, above it and below it, that has not ended at the moment: those in
    force, and those that were published for later.
    """
    ended = AuthorityLimit.in_force_until
    question = (
        select(*COLUMNS)
        .join(Place, Place.id == AuthorityLimit.place_id)
        .join(Grade, Grade.id == AuthorityLimit.grade_id)
        .where(
            or_(Place.path.in_(access.ancestors(path)), access.below(Place.path, (path,))),
            or_(ended.is_(None), ended > at),
        )
        .order_by(AuthorityLimit.id)
    )
    rows: Iterable[Sequence[Any]] = session.execute(question).all()
    return [Limit(*row) for row in rows]
