"""One person as administrators see them: the version of their row, and the roles they hold."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import access
from db.access import Permission, Viewer
from db.rules.refusals import Refusal
from db.rules.words import Role
from db.tables.people import Person, RoleAssignment
from db.tables.places import Place


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role and the place from which it reaches down."""

    role: Role
    place_id: int
    place_name: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """All that an administrator may change of a person."""

    id: int
    version: int
    name: str
    sign_in: str
    desk: str
    home_place_id: int
    grade_id: int
    is_active: bool
    is_pseudonymised: bool
    roles: tuple[HeldRole, ...]


def person(session: Session, viewer: Viewer, *, person_id: int) -> PersonView:
    """The person, if the viewer keeps the people of their home; a `Refusal` otherwise."""
    question = access.visible_people(viewer).add_columns(Place.path).where(Person.id == person_id)
    found = session.execute(question).one_or_none()
    if found is None or not access.may(viewer, Permission.PEOPLE_CHANGE, found[1]):
        raise Refusal("There is no such person for you. Choose one from the list.")
    row = found[0]
    held = (
        select(RoleAssignment.role, Place.id, Place.name)
        .join(Place, Place.id == RoleAssignment.place_id)
        .where(RoleAssignment.person_id == row.id)
        .order_by(Place.path, RoleAssignment.role)
    )
    return PersonView(
        id=row.id,
        version=row.version,
        name=row.name,
        sign_in=row.sign_in,
        desk=row.desk,
        home_place_id=row.home_place_id,
        grade_id=row.grade_id,
        is_active=row.deactivated_at is None,
        is_pseudonymised=row.pseudonymised_at is not None,
        roles=tuple(HeldRole(role, key, name) for role, key, name in session.execute(held)),
    )
