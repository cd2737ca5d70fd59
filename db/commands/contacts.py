"""Acts on contacts served, help contacts, calm places and situations."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Subject
from db.commands.scope import place_where
from db.rules.refusals import Refusal
from db.rules.words import ContactKind
from db.rules.writing import given_name, given_text, optional_text
from db.tables.contacts import CalmPlace, ContactsServed, HelpContact, Situation

PHONE = re.compile(r"^\+?[0-9][0-9 ()./-]{1,30}$")
MOST_CONTACTS = 1_000_000
LONGEST_VERIFIED = timedelta(days=366)


def record_contacts_served(
    session: Session, viewer: Viewer, *, place_id: int, served_on: date, contacts: int, at: datetime
) -> int:
    """Say how many customers a place served on a day; saying it again corrects the number."""
    place = place_where(session, viewer, Permission.PLACE_EQUIP, place_id=place_id)
    if served_on > at.astimezone(ZoneInfo(place.zone)).date():
        raise Refusal(f"{served_on:%d %b %Y} has not come yet at {place.name}.")
    if not 0 <= contacts <= MOST_CONTACTS:
        raise Refusal("Contacts served are a count from 0 to 1,000,000. Check the number.")
    known = select(ContactsServed).where(
        ContactsServed.place_id == place.id, ContactsServed.served_on == served_on
    )
    row = session.scalar(known)
    before = None if row is None else row.contacts
    if row is None:
        row = ContactsServed(place_id=place.id, served_on=served_on, contacts=contacts)
        session.add(row)
    row.contacts = contacts
    session.flush()
    audit.record(session, viewer, "contacts served recorded",
                 Subject("contacts served", row.id, place.id), at=at,
                 detail={"on": served_on, "contacts": contacts, "before": before})  # fmt: skip
    return row.id


def add_help_contact(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int,
    kind: ContactKind,
    name: str,
    phone: str,
    what_for: str = "",
    hours: str = "",
    at: datetime,
) -> int:
    """Add somebody who can help. The number is on no card before somebody called it."""
    place = place_where(session, viewer, Permission.PLACE_EQUIP, place_id=place_id)
    name, phone = given_name(name, "name of the contact"), " ".join(phone.split())
    if not PHONE.match(phone):
        raise Refusal(f"“{phone}” is not a telephone number. Write it as +65 6595 1234.")
    same = select(HelpContact.id).where(HelpContact.place_id == place.id, HelpContact.name == name)
    if session.scalar(same):
        raise Refusal(f"{place.name} already has a contact called {name}.")
    contact = HelpContact(
        place_id=place.id,
        kind=kind,
        name=name,
        phone=phone,
        what_for=optional_text(what_for, "purpose"),
        hours=optional_text(hours, "hours"),
    )
    session.add(contact)
    session.flush()
    audit.record(session, viewer, "help contact added",
                 Subject("help contact", contact.id, place.id), at=at,
                 detail={"name": name, "phone": phone, "kind": kind})  # fmt: skip
    return contact.id


def verify_help_contact(
    session: Session,
    viewer: Viewer,
    *,
    help_contact_id: int,
    until: date | None,
    answered: bool = True,
    at: datetime,
) -> None:
    """Say that the number was called: it answered and is good until a date, or it is dead.

    A dead number leaves every card at once.
    """
    contact = session.get(HelpContact, help_contact_id)
    if contact is None or contact.deactivated_at is not None:
        raise Refusal("That contact is no longer on the list.")
    place = place_where(session, viewer, Permission.PLACE_EQUIP, place_id=contact.place_id)
    if answered:
        today = at.astimezone(ZoneInfo(place.zone)).date()
        if until is None or not today < until <= today + LONGEST_VERIFIED:
            raise Refusal("A number is good until a day within the coming year. Choose one.")
        contact.verified_at, contact.verified_until = at, until
    else:
        contact.deactivated_at = at
    session.flush()
    act = "help contact verified" if answered else "help contact found dead"
    audit.record(session, viewer, act, Subject("help contact", contact.id, place.id), at=at,
                 detail={"phone": contact.phone, "until": until})  # fmt: skip


def add_calm_place(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int,
    name: str,
    directions: str = "",
    at: datetime,
) -> int:
    """Add a room for difficult conversations; returns its key."""
    place = place_where(session, viewer, Permission.PLACE_EQUIP, place_id=place_id)
    name = given_name(name, "name of the calm place")
    same = select(CalmPlace.id).where(CalmPlace.place_id == place.id, CalmPlace.name == name)
    if session.scalar(same):
        raise Refusal(f"{place.name} already has a calm place called {name}.")
    calm = CalmPlace(
        place_id=place.id, name=name, directions=optional_text(directions, "directions")
    )
    session.add(calm)
    session.flush()
    audit.record(session, viewer, "calm place added", Subject("calm place", calm.id, place.id),
                 at=at, detail={"name": name})  # fmt: skip
    return calm.id


def add_situation(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int,
    title: str,
    cause: str,
    cannot: str,
    doing_in_numbers: str,
    outside_help: str = "",
    at: datetime,
) -> int:
    """Write down a strategy for a live failure; it stays dormant until somebody approves it."""
    place = place_where(session, viewer, Permission.PLACE_EQUIP, place_id=place_id)
    title = given_name(title, "title")
    same = select(Situation.id).where(Situation.place_id == place.id, Situation.title == title)
    if session.scalar(same):
        raise Refusal(f"{place.name} already has a strategy called {title}.")
    situation = Situation(
        place_id=place.id,
        title=title,
        cause=given_text(cause, "cause"),
        cannot=given_text(cannot, "part that we cannot do"),
        doing_in_numbers=given_text(doing_in_numbers, "part that is being done, in numbers"),
        outside_help=optional_text(outside_help, "outside help"),
    )
    session.add(situation)
    session.flush()
    audit.record(session, viewer, "situation written",
                 Subject("situation", situation.id, place.id), at=at,
                 detail={"title": title})  # fmt: skip
    return situation.id


def approve_situation(session: Session, viewer: Viewer, *, situation_id: int, at: datetime) -> None:
    """Approve a strategy, so that it may be switched on when it is needed."""
    situation = session.get(Situation, situation_id)
    if situation is None or situation.deactivated_at is not None:
        raise Refusal("There is no such strategy. Choose one from the list.")
    place = place_where(session, viewer, Permission.SITUATION_APPROVE, place_id=situation.place_id)
    if situation.approved_at is not None:
        raise Refusal(f"{situation.title} is already approved.")
    situation.approved_at, situation.approved_by_id = at, viewer.person_id
    session.flush()
    audit.record(session, viewer, "situation approved",
                 Subject("situation", situation.id, place.id), at=at,
                 detail={"title": situation.title})  # fmt: skip
