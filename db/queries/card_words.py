"""The words of the counter card: the agreed response at a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from db import access
from db.rules import cards
from db.rules.words import ResponseState
from db.session import rows_of
from db.tables.people import Person
from db.tables.places import Place
from db.tables.responses import Response

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from db.queries.deciders import ProblemFacts
    from db.queries.places import PlaceRow
    from db.rules.words import Branch


@dataclass(frozen=True, slots=True)
class Words:
    """The response as the card shows it: opening words, then the parts in branch order."""

    response_id: int
    number: int
    opening: str
    parts: tuple[tuple[str, str, str], ...]
    verified_by: str
    verified_at: datetime | None
    verified_until: date | None
    is_stale: bool
    is_variant: bool
    global_opening: str


def words_for(
    session: Session, problem: ProblemFacts, place: PlaceRow, *, now: datetime
) -> Words | None:
    """The agreed response at the place: the nearest variant, with the global text beside it."""
    asked = {"problem_id": problem.id, "paths": access.ancestors(place.path)}
    found = rows_of(session, _AGREED, asked).all()
    if not found:
        return None
    return as_words(found, cards.branch(problem.fault, is_powerless=problem.is_powerless), now=now)


def as_words(found: Sequence[Row[*tuple[Any, ...]]], order: Branch, *, now: datetime) -> Words:
    """Agreed responses of one problem on the way up from a place, nearest first, as one card."""
    response = found[0]
    texts = {name: getattr(response, name) for name in cards.LABELS}
    until = response.verified_until
    return Words(
        response_id=response.id,
        number=response.number,
        opening=response.opening_words,
        parts=tuple(cards.filled_parts(texts, order)),
        verified_by=response.verifier or "",
        verified_at=response.verified_at,
        verified_until=until,
        is_stale=until is None or until < now.date(),
        is_variant=len(found) > 1,
        global_opening=found[-1].opening_words if len(found) > 1 else "",
    )


# The agreed responses on the way up from a place, nearest first, with who verified each.
_AGREED = (
    select(*Response.__table__.columns, Person.name.label("verifier"))
    .join(Place, Place.id == Response.place_id)
    .outerjoin(Person, Person.id == Response.verified_by_id)
    .where(
        Response.problem_id == bindparam("problem_id"),
        Response.state == ResponseState.AGREED,
        Place.path.in_(bindparam("paths", expanding=True)),
    )
    .order_by(Place.path.desc(), Response.id)
)
