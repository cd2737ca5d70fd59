"""Questions about people, and who is behind a session's token."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from db import access
from db.access import Held, Viewer
from db.rules.words import PlaceKind
from db.session import rows_of
from db.tables.people import Grade, Person, RoleAssignment, SignedInSession
from db.tables.places import Place

if TYPE_CHECKING:
    from collections.abc import Sequence
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
    given = {"token_hash": token_hash(token), "now": now}
    return _viewer(session, rows_of(session, _BEHIND_A_TOKEN, given).all())


def viewer_of(session: Session, person_id: int) -> Viewer | None:
    """The active person as a viewer; None when deactivated or unknown."""
    return _viewer(session, rows_of(session, _BY_KEY, {"person_id": person_id}).all())


def _viewer(session: Session, found: Sequence[Row[*tuple[Any, ...]]]) -> Viewer | None:
    """Of one person's rows, one for each role that they hold."""
    if not found:
        return None
    first = found[0]
    return Viewer(
        **{name: getattr(first, name) for name in _OF_A_VIEWER},
        office_id=_office_of(session, first),
        held=tuple(Held(each.role, each.role_path) for each in found if each.role is not None),
    )


def _office_of(session: Session, found: Row[*tuple[Any, ...]]) -> int:
    home = int(found.home_place_id)
    if found.home_kind is not PlaceKind.TEAM:
        return home
    return rows_of(session, _OFFICE, {"paths": access.ancestors(found.home_path)}).scalar() or home


# Asked at every run of every screen, therefore built once.
_OF_A_VIEWER = (
    "person_id", "name", "grade_id", "grade_rank", "grade_name", "home_place_id", "home_path",
    "zone", "currency",
)  # fmt: skip
_RolePlace = aliased(Place)
_VIEWERS = (
    select(
        Person.id.label("person_id"), Person.name,
        Grade.id.label("grade_id"), Grade.rank.label("grade_rank"), Grade.name.label("grade_name"),
        Place.id.label("home_place_id"), Place.path.label("home_path"), Place.zone, Place.currency,
        Place.kind.label("home_kind"),
        RoleAssignment.role, _RolePlace.path.label("role_path"),
    )
    .join(Grade, Grade.id == Person.grade_id)
    .join(Place, Place.id == Person.home_place_id)
    .outerjoin(RoleAssignment, RoleAssignment.person_id == Person.id)
    .outerjoin(_RolePlace, _RolePlace.id == RoleAssignment.place_id)
    .where(Person.deactivated_at.is_(None))
    .order_by(_RolePlace.path, RoleAssignment.role)
)  # fmt: skip
_BY_KEY = _VIEWERS.where(Person.id == bindparam("person_id"))
_BEHIND_A_TOKEN = _VIEWERS.join(SignedInSession, SignedInSession.person_id == Person.id).where(
    SignedInSession.token_hash == bindparam("token_hash"),
    SignedInSession.expires_at > bindparam("now"),
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
