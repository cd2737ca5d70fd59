"""Acts on people: who works here, at what grade, and with which roles.

Nobody is deleted: people are deactivated, and pseudonymised on request. The audit trail names
people by key only, so that it can stay as it is when a name goes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db import access, audit
from db.access import Permission, Viewer
from db.audit import Subject
from db.commands.passwords import one_time_password
from db.commands.scope import check_works_only_below, place_where, root
from db.commands.sign_in import hash_password
from db.rules.refusals import EditedMeanwhile, Refusal
from db.rules.words import Role
from db.rules.writing import given_name
from db.tables.people import Grade, Person, RoleAssignment, SignedInSession
from db.tables.places import Place


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A password that is shown once and has to be changed at the first sign-in."""

    person_id: int
    password: str


def add_person(
    session: Session,
    viewer: Viewer,
    *,
    name: str,
    sign_in: str,
    home_place_id: int,
    grade_id: int,
    roles: Sequence[tuple[Role, int]],
    at: datetime,
    desk: str = "",
    password_hash: str | None = None,
) -> NewPassword:
    """Add somebody who works here; `roles` are pairs of a role and the key of its place.

    A `password_hash` is one that they have already; without it they get a one-time password.
    Refuses a sign-in name that is taken, and roles where the viewer may not give any.
    """
    home = place_where(session, viewer, Permission.PEOPLE_CHANGE, place_id=home_place_id)
    grade = _grade(session, grade_id)
    known_as = given_name(sign_in, "sign-in name").lower().replace(" ", ".")
    if session.scalar(select(Person.id).where(Person.sign_in == known_as)):
        raise Refusal(f"The sign-in name {known_as} is taken. Choose another one.")
    password = "" if password_hash else one_time_password()
    person = Person(
        name=given_name(name, "name"),
        sign_in=known_as,
        password_hash=password_hash or hash_password(password),
        must_change_password=not password_hash,
        home_place_id=home.id,
        grade_id=grade.id,
        desk=desk.strip(),
    )
    session.add(person)
    session.flush()
    detail = {"grade": grade.name, "home": home.name}
    _record(session, viewer, "person added", person, at=at, detail=detail)
    for role, place_id in roles:
        set_role(session, viewer, person_id=person.id, role=role, place_id=place_id, at=at)
    return NewPassword(person.id, password)


def change_person(
    session: Session,
    viewer: Viewer,
    *,
    person_id: int,
    name: str,
    home_place_id: int,
    grade_id: int,
    desk: str,
    version: int,
    at: datetime,
) -> None:
    """Change name, home, grade and desk. Nobody changes their own grade."""
    person = _active(session, viewer, person_id)
    check_works_only_below(session, viewer, Permission.PEOPLE_CHANGE, person)
    if person.version != version:
        sentence = f"Somebody changed {person.name} meanwhile. Look again, then save."
        raise EditedMeanwhile(sentence, theirs=person.name)
    home = place_where(session, viewer, Permission.PEOPLE_CHANGE, place_id=home_place_id)
    grade = _grade(session, grade_id)
    if person.id == viewer.person_id and grade.id != person.grade_id:
        raise Refusal("Nobody changes their own grade. Ask another administrator.")
    before = _grade(session, person.grade_id).name
    person.name, person.desk = given_name(name, "name"), desk.strip()
    person.home_place_id, person.grade_id = home.id, grade.id
    session.flush()
    detail = {"grade": grade.name, "grade_before": before, "home": home.name}
    _record(session, viewer, "person changed", person, at=at, detail=detail)


def set_role(
    session: Session, viewer: Viewer, *, person_id: int, role: Role, place_id: int, at: datetime
) -> None:
    """Give a role at a place and below; giving it again changes nothing."""
    person = _active(session, viewer, person_id)
    place = place_where(session, viewer, Permission.PEOPLE_CHANGE, place_id=place_id)
    if person.id == viewer.person_id:
        raise Refusal("Nobody gives themselves a role. Ask another administrator.")
    if _assignment(session, person, role, place) is not None:
        return
    session.add(RoleAssignment(person_id=person.id, place_id=place.id, role=role))
    session.flush()
    detail = {"role": role.value, "at": place.name}
    _record(session, viewer, "role given", person, at=at, detail=detail)


def remove_role(
    session: Session, viewer: Viewer, *, person_id: int, role: Role, place_id: int, at: datetime
) -> None:
    """Take a role away; the organisation's last administrator keeps theirs."""
    person = _active(session, viewer, person_id)
    place = place_where(session, viewer, Permission.PEOPLE_CHANGE, place_id=place_id)
    held = _assignment(session, person, role, place)
    if held is None:
        raise Refusal(f"{person.name} does not hold that role at {place.name}.")
    if role is Role.ADMINISTRATOR and place.parent_id is None:
        _check_not_last(session, person)
    session.delete(held)
    session.flush()
    detail = {"role": role.value, "at": place.name}
    _record(session, viewer, "role taken away", person, at=at, detail=detail)


def deactivate(session: Session, viewer: Viewer, *, person_id: int, at: datetime) -> None:
    """Close a person's access at once; what they did stays. Not the last administrator."""
    person = _active(session, viewer, person_id)
    check_works_only_below(session, viewer, Permission.PEOPLE_CHANGE, person)
    _check_not_last(session, person)
    person.deactivated_at = at
    _end_sessions(session, person)
    _record(session, viewer, "person deactivated", person, at=at)


def set_password(session: Session, viewer: Viewer, *, person_id: int, at: datetime) -> NewPassword:
    """Give a person a new one-time password; all their sessions end."""
    person = _active(session, viewer, person_id)
    check_works_only_below(session, viewer, Permission.PEOPLE_CHANGE, person)
    password = one_time_password()
    person.password_hash = hash_password(password)
    person.must_change_password = True
    _end_sessions(session, person)
    _record(session, viewer, "password reset", person, at=at)
    return NewPassword(person.id, password)


def pseudonymise(session: Session, viewer: Viewer, *, person_id: int, at: datetime) -> None:
    """Replace the name of somebody who left; their acts stay, under a number."""
    person = _person(session, viewer, person_id)
    if person.deactivated_at is None:
        raise Refusal(f"{person.name} still works here. Deactivate them first.")
    if person.pseudonymised_at is not None:
        return
    person.name, person.sign_in = f"Former colleague {person.id}", f"former-{person.id}"
    person.password_hash, person.desk, person.pseudonymised_at = None, "", at
    _record(session, viewer, "person pseudonymised", person, at=at)


def _person(session: Session, viewer: Viewer, person_id: int) -> Person:
    person = session.get(Person, person_id)
    if person is None:
        raise Refusal("There is no such person. Choose one from the list.")
    home = session.get_one(Place, person.home_place_id)
    access.require(viewer, Permission.PEOPLE_CHANGE, home.path)
    return person


def _active(session: Session, viewer: Viewer, person_id: int) -> Person:
    person = _person(session, viewer, person_id)
    if person.deactivated_at is not None:
        raise Refusal(f"{person.name} does not work here any more.")
    return person


def _grade(session: Session, grade_id: int) -> Grade:
    grade = session.get(Grade, grade_id)
    if grade is None:
        raise Refusal("There is no such grade. Choose one from the list.")
    return grade


def _assignment(
    session: Session, person: Person, role: Role, place: Place
) -> RoleAssignment | None:
    question = select(RoleAssignment).where(
        RoleAssignment.person_id == person.id,
        RoleAssignment.place_id == place.id,
        RoleAssignment.role == role,
    )
    return session.scalar(question)


def _check_not_last(session: Session, person: Person) -> None:
    """Refuse when nobody else administers the organisation."""
    top = root(session)
    # Two administrators who remove each other at once are let through one by one.
    session.execute(select(Place.id).where(Place.id == top.id).with_for_update())
    holders = set(
        session.scalars(
            select(Person.id)
            .join(RoleAssignment, RoleAssignment.person_id == Person.id)
            .where(
                RoleAssignment.role == Role.ADMINISTRATOR,
                RoleAssignment.place_id == top.id,
                Person.deactivated_at.is_(None),
            )
        )
    )
    if holders == {person.id}:
        raise Refusal(f"{person.name} is the last administrator. Appoint another one first.")


def _end_sessions(session: Session, person: Person) -> None:
    session.execute(delete(SignedInSession).where(SignedInSession.person_id == person.id))
    session.flush()


def _record(
    session: Session,
    viewer: Viewer,
    act: str,
    person: Person,
    *,
    at: datetime,
    detail: Mapping[str, object] | None = None,
) -> None:
    subject = Subject("person", person.id, person.home_place_id)
    audit.record(session, viewer, act, subject, at=at, detail=detail)
