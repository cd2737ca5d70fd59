"""What an office has for the worst moments: numbers, calm places and outage strategies."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from db import access
from db.rules.must_haves import Equipment, Number, Strategy
from db.rules.words import ContactKind
from db.session import rows_of
from db.tables.contacts import CalmPlace, HelpContact, Situation
from db.tables.places import Place

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.queries.places import PlaceRow


def equipment_of(session: Session, office: PlaceRow, *, now: datetime) -> Equipment:
    """What holds at the office: numbers and strategies of the office and above, and the calm
    places in it. Days are those of the office's calendar.
    """
    numbers = _numbers(session, office)
    return Equipment(
        security=numbers.get(ContactKind.SECURITY, []),
        emergency=numbers.get(ContactKind.EMERGENCY, []),
        calm_places=_calm_places(session, office),
        strategies=_strategies(session, office, now),
    )


def _numbers(session: Session, office: PlaceRow) -> dict[ContactKind, list[Number]]:
    zone = ZoneInfo(office.zone)
    found: dict[ContactKind, list[Number]] = {}
    above = {"above": access.ancestors(office.path)}
    for kind, name, verified_at, verified_until in rows_of(session, _NUMBERS, above):
        called = verified_at.astimezone(zone).date() if verified_at else None
        found.setdefault(kind, []).append(Number(name, called, verified_until))
    return found


def _calm_places(session: Session, office: PlaceRow) -> list[str]:
    return [name for (name,) in rows_of(session, _CALM_PLACES, {"below": f"{office.path}%"})]


def _strategies(session: Session, office: PlaceRow, now: datetime) -> list[Strategy]:
    zone = ZoneInfo(office.zone)
    return [
        Strategy(title, at.astimezone(zone).date() if at is not None and at <= now else None)
        for title, at in rows_of(session, _STRATEGIES, {"above": access.ancestors(office.path)})
    ]


# Each is built once: building one costs several times what the database takes for it.
_ABOVE = Place.path.in_(bindparam("above", expanding=True))
_NUMBERS = (
    select(HelpContact.kind, HelpContact.name, HelpContact.verified_at, HelpContact.verified_until)
    .join(Place, Place.id == HelpContact.place_id)
    .where(
        HelpContact.deactivated_at.is_(None),
        HelpContact.kind.in_([ContactKind.SECURITY, ContactKind.EMERGENCY]),
        _ABOVE,
    )
    .order_by(HelpContact.name, HelpContact.id)
)
_CALM_PLACES = (
    select(CalmPlace.name)
    .join(Place, Place.id == CalmPlace.place_id)
    .where(CalmPlace.deactivated_at.is_(None), Place.path.like(bindparam("below")))
    .order_by(CalmPlace.name, CalmPlace.id)
)
_STRATEGIES = (
    select(Situation.title, Situation.approved_at)
    .join(Place, Place.id == Situation.place_id)
    .where(Situation.deactivated_at.is_(None), _ABOVE)
    .order_by(Situation.title, Situation.id)
)
