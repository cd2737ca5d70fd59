"""Questions about people, and who is behind a session's token."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from db import access
from db.access import Held, Viewer
from db.rules.words import PlaceKind
from db.tables.people import Grade, Person, RoleAssignment, SignedInSession
from db.tables.places import Place

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row
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
    found = session.execute(_BEHIND_A_TOKEN, {"token_hash": token_hash(token), "now": now})
    return _viewer(session, found.one_or_none())


def viewer_of(session: Session, person_id: int) -> Viewer | None:
    """The active person as a viewer; None when deactivated or unknown."""
    found = session.execute(_BY_KEY, {"person_id": person_id})
    return _viewer(session, found.one_or_none())


def _viewer(session: Session, found: Row[*tuple[Any, ...]] | None) -> Viewer | None:
    if found is None:
        return None
    held = session.execute(_HELD, {"person_id": found.person_id})
    return Viewer(
        **{name: getattr(found, name) for name in _OF_A_VIEWER},
        office_id=_office_of(session, found),
        held=tuple(Held(role, path) for role, path in held),
    )


def _office_of(session: Session, found: Row[*tuple[Any, ...]]) -> int:
    home = int(found.home_place_id)
    if found.home_kind is not PlaceKind.TEAM:
        return home
    return session.scalar(_OFFICE, {"paths": access.ancestors(found.home_path)}) or home


# Asked at every run of every screen, therefore built once.
_OF_A_VIEWER = (
    "person_id", "name", "grade_id", "grade_rank", "grade_name", "home_place_id", "home_path",
    "zone", "currency",
)  # fmt: skip
_VIEWERS = (
    select(
        Person.id.label("person_id"), Person.name,
        Grade.id.label("grade_id"), Grade.rank.label("grade_rank"), Grade.name.label("grade_name"),
        Place.id.label("home_place_id"), Place.path.label("home_path"), Place.zone, Place.currency,
        Place.kind.label("home_kind"),
    )
    .join(Grade, Grade.id == Person.grade_id)
    .join(Place, Place.id == Person.home_place_id)
    .where(Person.deactivated_at.is_(None))
)  # fmt: skip
_BY_KEY = _VIEWERS.where(Person.id == bindparam("person_id"))
_BEHIND_A_TOKEN = _VIEWERS.join(SignedInSession, SignedInSession.person_id == Person.id).where(
    SignedInSession.token_hash == bindparam("token_hash"),
    SignedInSession.expires_at > bindparam("now"),
)
_HELD = (
    select(RoleAssignment.role, Place.path)
    .join(Place, Place.id == RoleAssignment.place_id)
    .where(RoleAssignment.person_id == bindparam("person_id"))
    .order_by(Place.path, RoleAssignment.role)
)
_OFFICE = select(Place.id).where(
    Place.path.in_(bindparam("paths", expanding=True)), Place.kind == PlaceKind.OFFICE
)


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
