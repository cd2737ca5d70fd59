"""Signing in and out: argon2 passwords, opaque sessions in the record, throttling."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select

from db import audit
from db.audit import Subject
from db.queries.people import token_hash, viewer_of
from db.rules.refusals import Refusal
from db.rules.writing import LONGEST_NAME
from db.tables.people import Person, SignedInSession, SignInAttempt

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from db.access import Viewer

SESSION_LASTS = timedelta(hours=12)
WINDOW = timedelta(minutes=15)
TRIES_PER_NAME = 5
TRIES_PER_ADDRESS = 40
SHORTEST_PASSWORD = 10


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The result of a try: a token when it succeeded, else the sentence to show."""

    token: str = ""
    person_id: int | None = None
    must_change_password: bool = False
    sentence: str = ""


def hash_password(password: str) -> str:
    """The argon2id hash of a password; refused when it is too short to mean anything."""
    if len(password) < SHORTEST_PASSWORD:
        sentence = f"A password needs at least {SHORTEST_PASSWORD} characters. Use a few words."
        raise Refusal(sentence)
    return PasswordHasher().hash(password)


def sign_in(session: Session, *, name: str, password: str, address: str, at: datetime) -> SignedIn:
    """Try to sign in. A failed try is kept, therefore it is returned and not raised."""
    # PostgreSQL keeps no text with a zero in it, and nobody's name is that long.
    name = name.replace("\x00", "").strip().lower()[:LONGEST_NAME]
    left = _tries_left(session, name, address, at=at)
    if left <= 0:
        return SignedIn(sentence="Too many tries. Wait 15 minutes, or ask for a new password.")
    person = session.scalar(select(Person).where(func.lower(Person.sign_in) == name))
    fits = _fits(person, password)
    session.add(SignInAttempt(sign_in=name, address=address, at=at, succeeded=fits))
    if not fits or person is None:
        return SignedIn(sentence=_no_match(left - 1))
    token = open_session(session, person_id=person.id, at=at)
    return SignedIn(token, person.id, person.must_change_password)


def open_session(session: Session, *, person_id: int, at: datetime) -> str:
    """A new session of a person; the token is returned once and stored only as a hash."""
    session.execute(delete(SignedInSession).where(SignedInSession.expires_at <= at))
    token = secrets.token_urlsafe(32)
    session.add(
        SignedInSession(
            token_hash=token_hash(token),
            person_id=person_id,
            created_at=at,
            expires_at=at + SESSION_LASTS,
        )
    )
    session.flush()
    viewer = viewer_of(session, person_id)
    if viewer is not None:
        audit.record(session, viewer, "signed in", Subject("person", person_id), at=at)
    return token


def sign_out(session: Session, *, token: str, at: datetime) -> None:
    """End the session of this token; open tabs are signed out at their next step."""
    found = session.get(SignedInSession, token_hash(token))
    if found is None:
        return
    viewer = viewer_of(session, found.person_id)
    session.delete(found)
    if viewer is not None:
        audit.record(session, viewer, "signed out", Subject("person", found.person_id), at=at)


def change_own_password(
    session: Session, viewer: Viewer, *, old: str, new: str, at: datetime
) -> None:
    """Change one's own password; every other session of the person ends."""
    person = session.get_one(Person, viewer.person_id)
    if not _fits(person, old):
        sentence = "The present password does not match. Type it again."
        raise Refusal(sentence)
    person.password_hash = hash_password(new)
    person.must_change_password = False
    session.execute(delete(SignedInSession).where(SignedInSession.person_id == person.id))
    audit.record(session, viewer, "password changed", Subject("person", person.id), at=at)


@cache
def _nobody() -> str:
    """A hash of nothing, so that an unknown name takes as long as a wrong password."""
    return PasswordHasher().hash(secrets.token_hex(16))


def _fits(person: Person | None, password: str) -> bool:
    usable = person is not None and person.password_hash and person.deactivated_at is None
    stored = person.password_hash if person is not None and usable else _nobody()
    try:
        PasswordHasher().verify(stored or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(usable)


def _tries_left(session: Session, name: str, address: str, *, at: datetime) -> int:
    since = at - WINDOW
    by_name = _failures(session, SignInAttempt.sign_in == name, since)
    by_address = _failures(session, SignInAttempt.address == address, since)
    return min(TRIES_PER_NAME - by_name, TRIES_PER_ADDRESS - by_address)


def _failures(session: Session, which: ColumnElement[bool], since: datetime) -> int:
    question = select(func.count()).select_from(SignInAttempt)
    question = question.where(which, SignInAttempt.at > since, SignInAttempt.succeeded.is_(False))
    return session.scalar(question) or 0


def _no_match(left: int) -> str:
    spelt = {0: "No try is left for 15 minutes.", 1: "One try is left."}
    numbers = {2: "Two", 3: "Three", 4: "Four"}
    rest = spelt.get(left, f"{numbers.get(left, left)} tries are left.")
    return f"That name and password do not match. {rest}"
