"""Acts on places: the tree, opening hours, days closed on purpose, and the ladder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db import access, audit
from db.access import Permission, Viewer
from db.audit import Subject
from db.commands.scope import place_where
from db.rules import places as rules
from db.rules.places import Stretch
from db.rules.refusals import EditedMeanwhile, Refusal
from db.rules.words import PlaceKind
from db.rules.writing import given_name, given_text
from db.tables.people import Person
from db.tables.places import Closure, OpeningHours, Place


def add_place(
    session: Session,
    viewer: Viewer,
    *,
    parent_id: int | None,
    kind: PlaceKind,
    name: str,
    code: str = "",
    zone: str = "",
    currency: str = "",
    country_code: str = "",
    at: datetime,
) -> int:
    """Add a place below another; what is left blank is taken from the place above.

    Returns the key of the place. The organisation itself has no place above it and is added by
    the system only.
    """
    parent = _parent(session, viewer, parent_id)
    rules.check_below(kind, parent.kind if parent else None)
    name = given_name(name, f"name of the {kind.label}")
    if session.scalar(select(Place.id).where(Place.parent_id == parent_id, Place.name == name)):
        raise Refusal(f"There is already a place called {name} here. Choose another name.")
    place = Place(
        parent_id=parent_id,
        kind=kind,
        name=name,
        code=given_name(code or name, "code"),
        path=f"new {uuid4()}",
        zone=rules.check_zone(zone or (parent.zone if parent else "")),
        currency=rules.check_currency(currency or (parent.currency if parent else "")),
        country_code=rules.check_country(country_code or (parent.country_code if parent else "")),
    )
    session.add(place)
    session.flush()
    # The path ends with the key, which exists only now.
    place.path = f"{parent.path if parent else '/'}{place.id}/"
    session.flush()
    audit.record(session, viewer, "place added", Subject("place", place.id, place.id), at=at,
                 detail={"name": name, "kind": kind, "zone": place.zone})  # fmt: skip
    return place.id


def _parent(session: Session, viewer: Viewer, parent_id: int | None) -> Place | None:
    if parent_id is not None:
        return place_where(session, viewer, Permission.PLACES_CHANGE, place_id=parent_id)
    if not viewer.is_system or session.scalar(select(Place.id).where(Place.parent_id.is_(None))):
        raise Refusal("There is one organisation. Choose the place above the new one.")
    return None


def change_place(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int,
    name: str,
    code: str,
    zone: str,
    version: int,
    at: datetime,
) -> None:
    """Change the name, the code and the zone; the currency stays, limits are written in it."""
    place = place_where(session, viewer, Permission.PLACES_CHANGE, place_id=place_id)
    if place.version != version:
        raise EditedMeanwhile(
            f"Somebody changed {place.name} meanwhile. Look at it again, then save.",
            theirs=f"{place.name}, {place.code}, {place.zone}",
        )
    before = {"name": place.name, "code": place.code, "zone": place.zone}
    place.name = given_name(name, f"name of the {place.kind.label}")
    place.code = given_name(code, "code")
    place.zone = rules.check_zone(zone)
    taken = select(Place.id).where(
        Place.parent_id == place.parent_id, Place.name == place.name, Place.id != place.id
    )
    with session.no_autoflush:
        if session.scalar(taken):
            raise Refusal(f"There is already a place called {place.name} here.")
    session.flush()
    audit.record(session, viewer, "place changed", Subject("place", place.id, place.id), at=at,
                 detail={"before": before, "name": place.name, "zone": place.zone})  # fmt: skip


def deactivate_place(session: Session, viewer: Viewer, *, place_id: int, at: datetime) -> None:
    """Take a place out of use once nobody works there; its record stays."""
    place = place_where(session, viewer, Permission.PLACES_CHANGE, place_id=place_id)
    below = access.below(Place.path, (place.path,))
    if place.parent_id is None:
        raise Refusal("The organisation itself stays.")
    if session.scalar(
        select(Place.id).where(below, Place.id != place.id, Place.deactivated_at.is_(None)).limit(1)
    ):
        raise Refusal(f"There are places below {place.name}. Deactivate those first.")
    if session.scalar(
        select(Person.id).where(Person.home_place_id == place.id, Person.deactivated_at.is_(None))
        .limit(1)
    ):  # fmt: skip
        raise Refusal(f"People have their home at {place.name}. Move them first.")
    place.deactivated_at = at
    audit.record(session, viewer, "place deactivated", Subject("place", place.id, place.id), at=at)


def set_opening_hours(
    session: Session, viewer: Viewer, *, place_id: int, stretches: Sequence[Stretch], at: datetime
) -> None:
    """Replace the opening hours of a place; no stretch at all means never open."""
    place = place_where(session, viewer, Permission.PLACE_EQUIP, place_id=place_id)
    rules.check_stretches(stretches)
    session.execute(delete(OpeningHours).where(OpeningHours.place_id == place.id))
    session.add_all(
        OpeningHours(
            place_id=place.id, weekday=each.weekday, opens_at=each.opens_at,
            closes_at=each.closes_at,
        )
        for each in stretches
    )  # fmt: skip
    session.flush()
    said = [f"{each.weekday} {each.opens_at:%H:%M}-{each.closes_at:%H:%M}" for each in stretches]
    audit.record(session, viewer, "opening hours set", Subject("place", place.id, place.id), at=at,
                 detail={"hours": said})  # fmt: skip


def close_on_purpose(
    session: Session, viewer: Viewer, *, place_id: int, closed_on: date, reason: str, at: datetime
) -> int:
    """Say that a place is closed on a day, with the reason; returns the key of the closure."""
    place = place_where(session, viewer, Permission.PLACE_EQUIP, place_id=place_id)
    reason = given_text(reason, "reason")
    known = select(Closure).where(Closure.place_id == place.id, Closure.closed_on == closed_on)
    found = session.scalar(known)
    if found is not None:
        raise Refusal(f"{place.name} is already closed on {closed_on:%d %b %Y}: {found.reason}")
    closure = Closure(place_id=place.id, closed_on=closed_on, reason=reason)
    session.add(closure)
    session.flush()
    audit.record(session, viewer, "closed on purpose", Subject("place", place.id, place.id), at=at,
                 detail={"closed_on": closed_on, "reason": reason})  # fmt: skip
    return closure.id


def open_again(session: Session, viewer: Viewer, *, closure_id: int, at: datetime) -> None:
    """Take back a closure that is no longer meant; the audit trail keeps that it was."""
    closure = session.get(Closure, closure_id)
    if closure is None:
        raise Refusal("That closure was already taken back.")
    place = place_where(session, viewer, Permission.PLACE_EQUIP, place_id=closure.place_id)
    session.delete(closure)
    audit.record(session, viewer, "closure taken back", Subject("place", place.id, place.id),
                 at=at, detail={"closed_on": closure.closed_on})  # fmt: skip
