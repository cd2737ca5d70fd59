"""Questions about people, and who is behind a session's token."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from db import access
from db.access import Held, Viewer
from db.rules.words import PlaceKind
from db.tables.people import Grade, Person, RoleAssignment, SignedInSession
from db.tables.places import Place

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as lists show them."""

    id: int
    name: str
    sign_in: str
    grade_id: int
    grade_name: str
    grade_rank: int
    home_place_id: int
    home_name: str
    is_active: bool


def token_hash(token: str) -> str:
    """What is stored of a session's token: SHA-256, enough for a random 256-bit secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def viewer_of_token(session: Session, token: str, *, now: datetime) -> Viewer | None:
    """The viewer whose live session this token opens; None when it is unknown, ended, or the
    person was deactivated.
    """
    found = session.get(SignedInSession, token_hash(token))
    if found is None or found.expires_at <= now:
        return None
    return viewer_of(session, found.person_id)


def viewer_of(session: Session, person_id: int) -> Viewer | None:
    """The active person as a viewer; None when deactivated or unknown."""
    question = (
        select(Person, Grade, Place)
        .join(Grade, Grade.id == Person.grade_id)
        .join(Place, Place.id == Person.home_place_id)
        .where(Person.id == person_id, Person.deactivated_at.is_(None))
    )
    found = session.execute(question).one_or_none()
    if found is None:
        return None
    person, grade, home = found
    return Viewer(
        person_id=person.id,
        name=person.name,
        grade_id=grade.id,
        grade_rank=grade.rank,
        grade_name=grade.name,
        home_place_id=home.id,
        home_path=home.path,
        office_id=_office_of(session, home),
        zone=home.zone,
        currency=home.currency,
        held=_held(session, person.id),
    )


def _held(session: Session, person_id: int) -> tuple[Held, ...]:
    question = (
        select(RoleAssignment.role, Place.path)
        .join(Place, Place.id == RoleAssignment.place_id)
        .where(RoleAssignment.person_id == person_id)
        .order_by(Place.path, RoleAssignment.role)
    )
    return tuple(Held(role, path) for role, path in session.execute(question))


def _office_of(session: Session, home: Place) -> int:
    if home.kind is not PlaceKind.TEAM:
        return home.id
    question = select(Place.id).where(
        Place.path.in_(access.ancestors(home.path)), Place.kind == PlaceKind.OFFICE
    )
    return session.scalar(question) or home.id


def people_at(session: Session, viewer: Viewer, *, path: str) -> list[PersonRow]:
    """The active people whose home lies at or below `path` and whom the viewer may see, by name."""
    question = (
        access.visible_people(viewer)
        .where(Place.path.startswith(path, autoescape=True), Person.deactivated_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    return _rows(session, list(session.scalars(question)))


def search_people(
    session: Session, viewer: Viewer, *, words: str, limit: int, offset: int
) -> tuple[list[PersonRow], int]:
    """One page of the people whom the viewer may see, and how many there are in all."""
    question = access.visible_people(viewer)
    if words.strip():
        pattern = f"%{words.strip().lower()}%"
        question = question.where(
            func.lower(Person.name).like(pattern) | func.lower(Person.sign_in).like(pattern)
        )
    total = session.scalar(select(func.count()).select_from(question.subquery())) or 0
    page = question.order_by(Person.name, Person.id).limit(limit).offset(offset)
    return _rows(session, list(session.scalars(page))), total


def _rows(session: Session, people: list[Person]) -> list[PersonRow]:
    grades = {grade.id: grade for grade in session.scalars(select(Grade))}
    homes = {place.id: place.name for place in session.scalars(select(Place))}
    return [
        PersonRow(
            id=person.id,
            name=person.name,
            sign_in=person.sign_in,
            grade_id=person.grade_id,
            grade_name=grades[person.grade_id].name,
            grade_rank=grades[person.grade_id].rank,
            home_place_id=person.home_place_id,
            home_name=homes[person.home_place_id],
            is_active=person.deactivated_at is None,
        )
        for person in people
    ]
