"""Questions about the installation itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from db.rules.words import PlaceKind
from db.tables.people import Installation
from db.tables.places import Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def is_set_up(session: Session) -> bool:
    """Whether somebody already set this installation up."""
    return session.get_one(Installation, 1).set_up_at is not None


def organisation_name(session: Session) -> str:
    """The name of the organisation; empty before the set-up."""
    question = select(Place.name).where(Place.kind == PlaceKind.ORGANISATION).order_by(Place.id)
    return session.scalar(question.limit(1)) or ""
