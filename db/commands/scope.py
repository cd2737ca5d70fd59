"""Where an act happens: the place, loaded and checked before anything else."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import access
from db.access import Permission, Viewer
from db.rules.refusals import NotPermitted, Refusal
from db.tables.people import Person, RoleAssignment
from db.tables.places import Place


def place_where(
    session: Session, viewer: Viewer, permission: Permission, *, place_id: int
) -> Place:
    """The active place, once it is certain that the viewer may do this there."""
    place = session.get(Place, place_id)
    if place is None or place.deactivated_at is not None:
        raise Refusal("There is no such place. Choose one from the list.")
    access.require(viewer, permission, place.path)
    return place


def in_turn(session: Session, submit_key: str) -> None:
    """Let two submits of one key pass one by one, so that the second finds what the first wrote.

    The embedded database has one writer at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        number = func.hashtextextended(submit_key, 0)
        session.execute(select(func.pg_advisory_xact_lock(number)))


def root(session: Session) -> Place:
    """The organisation itself, for what holds everywhere."""
    question = select(Place).where(Place.parent_id.is_(None)).order_by(Place.id).limit(1)
    place = session.scalar(question)
    if place is None:
        raise Refusal("There is no organisation yet. Set up Readyroom first.")
    return place


def check_works_only_below(
    session: Session, viewer: Viewer, permission: Permission, person: Person
) -> None:
    """Refuse to act on the whole of somebody who also works where the viewer may not: whoever
    sets a person's password could become that person.
    """
    held = (
        select(Place)
        .join(RoleAssignment, RoleAssignment.place_id == Place.id)
        .where(RoleAssignment.person_id == person.id)
        .order_by(Place.path)
    )
    for place in session.scalars(held):
        if not access.may(viewer, permission, place.path):
            sentence = f"{person.name} also works at {place.name}. Ask somebody who answers there."
            raise NotPermitted(sentence)


def active_person(session: Session, person_id: int) -> Person:
    """Somebody who still works here."""
    person = session.get(Person, person_id)
    if person is None or person.deactivated_at is not None:
        raise Refusal("There is no such person here any more. Choose one from the list.")
    return person
