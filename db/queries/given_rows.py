"""Gifts behind a number: what staff gave within their own authority, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, false, func, or_, select

from db.queries.behind import Listed, listed
from db.queries.offices import places_inside
from db.tables.people import Person
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import Grant, Remedy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from db.queries.behind import Behind, Page
    from db.queries.places import PlaceRow
    from db.rules.spans import Span


@dataclass(frozen=True, slots=True)
class GiftBehind:
    """One gift as the list behind a number shows it."""

    id: int
    problem: str
    remedy: str
    amount: Decimal
    currency: str
    place_name: str
    giver_name: str
    given_at: datetime


def gifts_behind(
    session: Session, office: PlaceRow, spans: Sequence[Span], page: Page
) -> Behind[Any]:
    """The gifts of an office and its teams in some spans, newest first. Whoever asks has checked
    that the viewer may see the measures there; what a manager gave belongs to its ask.
    """
    question = (
        select(
            Grant.id, func.coalesce(Problem.title, ""), Remedy.name, Grant.amount, Grant.currency,
            Place.name, Person.name, Grant.given_at,
        )
        .join(Place, Place.id == Grant.place_id)
        .join(Remedy, Remedy.id == Grant.remedy_id)
        .join(Person, Person.id == Grant.person_id)
        .outerjoin(Problem, Problem.id == Grant.problem_id)
        .where(
            Grant.escalation_id.is_(None),
            Grant.place_id.in_(places_inside(session, office.path)),
            or_(
                false(),
                *(
                    and_(Grant.given_at >= span.starts_at, Grant.given_at < span.ends_at)
                    for span in spans
                ),
            ),
        )
    )  # fmt: skip
    rows = Listed(
        question,
        order=(Grant.given_at.desc(), Grant.id.desc()),
        texts=(Problem.title, Remedy.name, Person.name, Place.name),
        made=GiftBehind,
    )
    return listed(session, office, rows, page)
