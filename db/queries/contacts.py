"""What an office has at hand: help contacts, calm places, strategies, and customers served."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import access
from db.access import Permission, Viewer
from db.queries.places import PlaceRow
from db.rules.words import ContactKind
from db.tables.contacts import CalmPlace, ContactsServed, HelpContact, Situation
from db.tables.places import Place


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A help contact of the place or above it; `is_good` while its number is verified."""

    id: int
    place_name: str
    is_here: bool
    kind: ContactKind
    name: str
    phone: str
    what_for: str
    hours: str
    verified_at: datetime | None
    verified_until: date | None
    is_good: bool


@dataclass(frozen=True, slots=True)
class CalmRow:
    """A room for difficult conversations."""

    id: int
    name: str
    directions: str


@dataclass(frozen=True, slots=True)
class SituationRow:
    """A strategy for a live failure, of the place or above it."""

    id: int
    place_name: str
    place_path: str
    title: str
    cause: str
    cannot: str
    doing_in_numbers: str
    outside_help: str
    approved_at: datetime | None


def help_contacts(
    session: Session, viewer: Viewer, *, place: PlaceRow, now: datetime
) -> list[ContactRow]:
    """The contacts that hold at a place: its own, and those above it."""
    access.require(viewer, Permission.PLACE_EQUIP, place.path)
    today = now.astimezone(ZoneInfo(place.zone)).date()
    question = (
        select(HelpContact, Place)
        .join(Place, Place.id == HelpContact.place_id)
        .where(HelpContact.deactivated_at.is_(None), Place.path.in_(access.ancestors(place.path)))
        .order_by(HelpContact.kind, HelpContact.name, HelpContact.id)
    )
    return [
        ContactRow(
            id=each.id,
            place_name=home.name,
            is_here=home.id == place.id,
            kind=each.kind,
            name=each.name,
            phone=each.phone,
            what_for=each.what_for,
            hours=each.hours,
            verified_at=each.verified_at,
            verified_until=each.verified_until,
            is_good=each.verified_until is not None and today <= each.verified_until,
        )
        for each, home in session.execute(question)
    ]


def calm_places(session: Session, viewer: Viewer, *, place: PlaceRow) -> list[CalmRow]:
    """The calm places of a place and below it, by name."""
    access.require(viewer, Permission.PLACE_EQUIP, place.path)
    question = (
        select(CalmPlace)
        .join(Place, Place.id == CalmPlace.place_id)
        .where(CalmPlace.deactivated_at.is_(None), access.below(Place.path, (place.path,)))
        .order_by(CalmPlace.name, CalmPlace.id)
    )
    return [CalmRow(each.id, each.name, each.directions) for each in session.scalars(question)]


def situations(session: Session, viewer: Viewer, *, place: PlaceRow) -> list[SituationRow]:
    """The strategies that hold at a place: its own, and those above it."""
    access.require(viewer, Permission.PLACE_EQUIP, place.path)
    question = (
        select(Situation, Place)
        .join(Place, Place.id == Situation.place_id)
        .where(Situation.deactivated_at.is_(None), Place.path.in_(access.ancestors(place.path)))
        .order_by(Situation.title, Situation.id)
    )
    return [
        SituationRow(
            id=each.id,
            place_name=home.name,
            place_path=home.path,
            title=each.title,
            cause=each.cause,
            cannot=each.cannot,
            doing_in_numbers=each.doing_in_numbers,
            outside_help=each.outside_help,
            approved_at=each.approved_at,
        )
        for each, home in session.execute(question)
    ]


def days_served(
    session: Session, viewer: Viewer, *, place: PlaceRow, until: date, days: int
) -> list[tuple[date, int | None]]:
    """The last `days` days up to `until`, the latest first, with the contacts said for each;
    None where nobody said anything, which is not zero.
    """
    access.require(viewer, Permission.PLACE_EQUIP, place.path)
    wanted = [until - timedelta(days=back) for back in range(days)]
    question = select(ContactsServed.served_on, ContactsServed.contacts).where(
        ContactsServed.place_id == place.id, ContactsServed.served_on.in_(wanted)
    )
    said: dict[date, int] = {day: count for day, count in session.execute(question)}  # noqa: C416 - rows are not pairs for the type checker.
    return [(day, said.get(day)) for day in wanted]
