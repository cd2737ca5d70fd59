"""Limits that hold for a time: what was raised, by whom, and when it ends by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from db import access
from db.access import Permission
from db.queries import authority
from db.queries.caps import PublishedRow
from db.rules.authority import value_in_words
from db.tables.limits import AuthorityLimit, LimitSet
from db.tables.people import Grade, Person
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import Remedy

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.places import PlaceRow


@dataclass(frozen=True, slots=True)
class RaiseRow(PublishedRow):
    """One temporary limit that holds or is to come."""

    limit_id: int
    starts_at: datetime
    ends_at: datetime


def temporary_limits(
    session: Session, viewer: Viewer, *, place: PlaceRow, at: datetime
) -> list[RaiseRow]:
    """The temporary limits of a place and those above it that have not ended, soonest end first."""
    access.require(viewer, Permission.LIMITS_SEE, place.path)
    question = (
        select(AuthorityLimit, LimitSet.note, Place, Grade.name, Remedy.name, Problem.title,
               Person.name)
        .join(LimitSet, LimitSet.id == AuthorityLimit.limit_set_id)
        .join(Place, Place.id == AuthorityLimit.place_id)
        .join(Grade, Grade.id == AuthorityLimit.grade_id)
        .outerjoin(Remedy, Remedy.id == AuthorityLimit.remedy_id)
        .outerjoin(Problem, Problem.id == AuthorityLimit.problem_id)
        .outerjoin(Person, Person.id == LimitSet.published_by_id)
        .where(
            Place.path.in_(access.ancestors(place.path)),
            AuthorityLimit.is_temporary.is_(True),
            AuthorityLimit.in_force_until > at,
        )
        .order_by(AuthorityLimit.in_force_until, AuthorityLimit.id)
    )  # fmt: skip
    rows = []
    for row, note, owner, grade, remedy, problem, person in session.execute(question):
        about = ", ".join((grade, remedy or "any remedy", problem or "any problem"))
        value = value_in_words(authority.limit(session, limit_id=row.id))
        rows.append(
            RaiseRow(value, about, owner.id, owner.name, note, person or "Readyroom", row.id,
                     row.in_force_from, row.in_force_until or at)
        )  # fmt: skip
    return rows
