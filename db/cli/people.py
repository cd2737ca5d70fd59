"""`python -m db person`: who works here, from the console of the machine."""

from __future__ import annotations

import argparse

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.cli.said import OPERATOR, Said, said, table
from db.commands import people
from db.queries.people import people_at
from db.queries.places import PlaceRow, place, place_named
from db.rules.refusals import Refusal
from db.rules.words import Role
from db.session import reading, writing
from db.tables.people import Grade, Person, RoleAssignment
from db.tables.places import Place


def add(given: argparse.Namespace) -> Said:
    """Add somebody and print their one-time password, which is shown only now."""
    roles = [Role(role) for role in given.role] or [Role.STAFF]
    with writing() as session:
        home = _place(session, given.home)
        made = people.add_person(
            session,
            OPERATOR,
            name=given.name,
            sign_in=given.sign_in or given.name,
            home_place_id=home.id,
            grade_id=_grade_id(session, given.grade, roles),
            roles=[(role, home.id) for role in roles],
            at=given.now,
        )
        sign_in = session.get_one(Person, made.person_id).sign_in
    return _password(f"{given.name} signs in as {sign_in}", made)


def listed(given: argparse.Namespace) -> Said:
    """Everybody who works at a place and below."""
    with reading() as session:
        found = people_at(session, OPERATOR, path=_place(session, given.place).path)
        roles = _roles(session)
    if not found:
        return said("Nobody works here yet: python -m db person add NAME")
    rows = [
        [row.name, row.sign_in, row.home_name, row.grade_name, roles.get(row.id, "no role")]
        for row in found
    ]
    return said(*table(("name", "sign-in", "home", "grade", "roles"), rows))


def deactivate(given: argparse.Namespace) -> Said:
    """Close somebody's access at once."""
    with writing() as session:
        person = _person(session, given.sign_in)
        people.deactivate(session, OPERATOR, person_id=person.id, at=given.now)
    return said(f"{person.name} can no longer sign in.")


def reset_password(given: argparse.Namespace) -> Said:
    """Print a new one-time password; their sessions end."""
    with writing() as session:
        person = _person(session, given.sign_in)
        made = people.set_password(session, OPERATOR, person_id=person.id, at=given.now)
    return _password(f"{person.name} signs in as {person.sign_in}", made)


def pseudonymise(given: argparse.Namespace) -> Said:
    """Replace the name of somebody who left."""
    with writing() as session:
        person = _person(session, given.sign_in)
        people.pseudonymise(session, OPERATOR, person_id=person.id, at=given.now)
    return said(f"They are {person.name} from now on.")


def role(given: argparse.Namespace) -> Said:
    """Give a role from a place down, or take it away."""
    with writing() as session:
        person = _person(session, given.sign_in)
        here = _place(session, given.place)
        change = people.remove_role if given.remove else people.set_role
        change(
            session,
            OPERATOR,
            person_id=person.id,
            role=Role(given.role),
            place_id=here.id,
            at=given.now,
        )
    verb = "no longer holds" if given.remove else "holds"
    return said(f"{person.name} {verb} the role {given.role} at {here.name}.")


def _password(sentence: str, made: people.NewPassword) -> Said:
    return said(sentence, f"One-time password, shown only now: {made.password}")


def _place(session: Session, named: str) -> PlaceRow:
    """The place of that name, or the organisation."""
    if named:
        return place_named(session, OPERATOR, named=named)
    question = select(Place.id).where(Place.parent_id.is_(None)).order_by(Place.id)
    top = session.scalar(question.limit(1))
    if top is None:
        raise Refusal("There is no organisation yet: set Readyroom up, or import with one.")
    return place(session, OPERATOR, place_id=top)


def _person(session: Session, sign_in: str) -> Person:
    found = session.scalar(select(Person).where(Person.sign_in == sign_in.strip().lower()))
    if found is None:
        raise Refusal(f"Nobody signs in as {sign_in}: python -m db person list shows who does.")
    return found


def _grade_id(session: Session, named: str, roles: list[Role]) -> int:
    grades = list(session.scalars(select(Grade).order_by(Grade.rank)))
    if not grades:
        raise Refusal("There are no grades yet: set Readyroom up first.")
    if not named:
        return grades[-1 if Role.ADMINISTRATOR in roles else 0].id
    for grade in grades:
        if grade.name.casefold() == named.casefold():
            return grade.id
    known = ", ".join(grade.name for grade in grades)
    raise Refusal(f"There is no grade “{named}”. Choose one of {known}.")


def _roles(session: Session) -> dict[int, str]:
    question = (
        select(RoleAssignment.person_id, RoleAssignment.role, Place.name)
        .join(Place, Place.id == RoleAssignment.place_id)
        .order_by(RoleAssignment.person_id, Place.path, RoleAssignment.role)
    )
    found: dict[int, list[str]] = {}
    for person_id, held, at in session.execute(question):
        found.setdefault(person_id, []).append(f"{held} at {at}")
    return {person_id: ", ".join(each) for person_id, each in found.items()}
