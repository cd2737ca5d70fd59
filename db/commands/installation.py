"""Setting up an empty installation: a one-time code, the first administrator, a starting point.

No password and no code exists before: the code is made at the start, printed on the console of
whoever runs the machine, and kept only as a hash.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from db import audit
from db.access import system
from db.audit import Subject
from db.commands.sign_in import hash_password
from db.rules.places import check_currency, check_zone
from db.rules.refusals import Refusal
from db.rules.words import PlaceKind, Role
from db.rules.writing import given_name
from db.tables.people import Grade, Installation, Person, RoleAssignment
from db.tables.places import Place

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

MOST_TRIES = 10
# Two letters, as ISO 3166 has them; a calendar of holidays is asked for where offices are added.
COUNTRY = re.compile(r"[A-Z]{2}")
WRONG_CODE = "That is not the code on the console. Copy it, or start again to print a new one."
GRADES = (
    "agent",
    "senior agent",
    "shift manager",
    "duty manager",
    "regional manager",
    "head office",
)


@dataclass(frozen=True, slots=True)
class FirstPerson:
    """Who sets the installation up."""

    name: str
    sign_in: str
    password: str


@dataclass(frozen=True, slots=True)
class FirstOrganisation:
    """The organisation as it begins; zone is IANA, currency ISO 4217, country ISO 3166."""

    name: str
    zone: str
    currency: str
    country_code: str


def new_code(session: Session) -> str | None:
    """A fresh one-time code while nobody has set up; None afterwards. Former codes are void."""
    row = session.get_one(Installation, 1)
    if row.set_up_at is not None:
        return None
    code = "-".join(secrets.token_hex(2) for _ in range(4))
    row.code_hash, row.code_tries = _hash(code), 0
    return code


def code_fits(session: Session, *, code: str) -> bool:
    """Whether this is the code from the console; ten wrong tries void it until the next start."""
    row = session.scalars(select(Installation).with_for_update()).one()
    if row.set_up_at is not None or row.code_hash is None or row.code_tries >= MOST_TRIES:
        return False
    fits = hmac.compare_digest(row.code_hash, _hash(code.strip().lower()))
    row.code_tries += 0 if fits else 1
    return fits


def set_up(
    session: Session,
    *,
    code: str,
    first: FirstPerson,
    organisation: FirstOrganisation,
    at: datetime,
) -> int:
    """Create the organisation and its first administrator; the code is spent. Their key."""
    if not code_fits(session, code=code):
        raise Refusal(WRONG_CODE)
    _check(first, organisation)
    place = begin(session, organisation=organisation, at=at)
    highest = session.scalar(select(Grade).order_by(Grade.rank.desc()).limit(1))
    if highest is None:
        message = "begin() makes the grades"
        raise RuntimeError(message)
    person = Person(
        name=given_name(first.name, "name"),
        sign_in=given_name(first.sign_in, "sign-in name").lower(),
        password_hash=hash_password(first.password),
        home_place_id=place.id,
        grade_id=highest.id,
    )
    session.add(person)
    session.flush()
    session.add_all(
        RoleAssignment(person_id=person.id, place_id=place.id, role=role)
        for role in (Role.ADMINISTRATOR, Role.REGIONAL)
    )
    audit.record(session, system(), "first administrator", Subject("person", person.id), at=at)
    return person.id


def begin(session: Session, *, organisation: FirstOrganisation, at: datetime) -> Place:
    """The root of the tree and the six grades; marks the installation as set up."""
    name = given_name(organisation.name, "name of the organisation")
    country = organisation.country_code.strip().upper()
    if not COUNTRY.fullmatch(country):
        sentence = f"“{organisation.country_code}” is not a country code. Write it as SG."
        raise Refusal(sentence)
    row = session.scalars(select(Installation).with_for_update()).one()
    if row.set_up_at is not None or session.scalar(select(func.count()).select_from(Place)):
        sentence = "This installation is already set up. Sign in instead."
        raise Refusal(sentence)
    place = Place(
        kind=PlaceKind.ORGANISATION,
        name=name,
        code=name[:3].upper(),
        path="new",
        zone=check_zone(organisation.zone),
        currency=check_currency(organisation.currency),
        country_code=country,
    )
    session.add(place)
    session.flush()
    place.path = f"/{place.id}/"
    session.add_all(Grade(name=name, rank=rank) for rank, name in enumerate(GRADES, start=1))
    row.set_up_at, row.code_hash = at, None
    session.flush()
    subject = Subject("place", place.id, place.id)
    audit.record(session, system(), "installation set up", subject, at=at)
    return place


def _check(first: FirstPerson, organisation: FirstOrganisation) -> None:
    blank = [
        label
        for label, text in (
            ("your name", first.name),
            ("a sign-in name", first.sign_in),
            ("the name of the organisation", organisation.name),
        )
        if not text.strip()
    ]
    if blank:
        sentence = f"Fill in {', '.join(blank)}."
        raise Refusal(sentence)


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
