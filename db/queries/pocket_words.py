"""What stands on a pocket card beside the amounts: numbers to call, and legal advice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from db import access
from db.rules.money import Money
from db.tables.contacts import HelpContact
from db.tables.places import Place
from db.tables.problems import Problem

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.places import PlaceRow
    from db.rules.words import ContactKind


@dataclass(frozen=True, slots=True)
class Desk:
    """Whom to call, where and when."""

    name: str
    phone: str
    hours: str


@dataclass(frozen=True, slots=True)
class Legal:
    """From this amount on (it included) the sentence about legal advice is said (P60)."""

    problem: str
    threshold: Money
    sentence: str


def nearest_desk(session: Session, place: PlaceRow, kind: ContactKind) -> Desk | None:
    """The contact of a kind at the place, or the nearest one above it."""
    question = (
        select(HelpContact.name, HelpContact.phone, HelpContact.hours)
        .join(Place, Place.id == HelpContact.place_id)
        .where(
            HelpContact.kind == kind,
            HelpContact.deactivated_at.is_(None),
            Place.path.in_(access.ancestors(place.path)),
        )
        .order_by(Place.path.desc(), HelpContact.name)
        .limit(1)
    )
    found = session.execute(question).first()
    return Desk(*found) if found else None


def legal_words(session: Session, viewer: Viewer, place: PlaceRow) -> tuple[Legal, ...]:
    """The sentences about legal advice that hold in the place's currency, lowest first."""
    question = (
        access.visible_problems(viewer)
        .where(
            Problem.legal_threshold.is_not(None),
            Problem.legal_currency == place.currency,
            Place.path.in_(access.ancestors(place.path)),
        )
        .order_by(Problem.legal_threshold, Problem.title)
    )
    return tuple(
        Legal(each.title, Money(each.legal_threshold, place.currency), each.legal_sentence)
        for each in session.scalars(question)
        if each.legal_threshold is not None
    )
