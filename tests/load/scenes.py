"""Which screens are measured, by whom, and what is done on them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.rules.words import ResponseState, Role
from db.tables.people import Person, RoleAssignment
from db.tables.problems import Problem
from db.tables.responses import Response


@dataclass(frozen=True, slots=True)
class Scene:
    """A screen at `path`, opened by people of a role: first choices, then choices in turn.

    A choice is the text of each field by its key; an empty one runs the screen again as it is.
    `query` is what stands behind the address. Where `is_told`, an act is what follows when the
    server tells the screen that something happened: the part that waits for it runs again.
    """

    name: str
    path: str
    role: Role
    first: tuple[dict[str, str], ...] = ()
    turns: tuple[dict[str, str], ...] = ({},)
    is_told: bool = False
    query: str = ""


BLANK = Scene("blank page", "", Role.STAFF)


def scenes(session: Session) -> list[Scene]:
    """The main screens of the product, on the organisation that is in the record."""
    question = (
        select(Problem.title)
        .join(Response, Response.problem_id == Problem.id)
        .where(Response.state == ResponseState.AGREED)
        .order_by(Problem.id)
    )
    title = session.scalars(question).first()
    assert title, "The organisation has no agreed response to ask for."
    return [
        Scene("counter, nothing chosen", "counter", Role.STAFF),
        Scene(
            "counter card", "counter", Role.STAFF, ({"problem": title},),
            ({"worth-*": "20"}, {"worth-*": "30"}),
        ),
        Scene("now, opened", "now", Role.MANAGER),
        Scene("now, told of an ask", "now", Role.MANAGER, is_told=True),
        Scene("huddles", "huddles", Role.MANAGER),
        Scene("playbook", "playbook", Role.MANAGER),
        Scene("readiness", "readiness", Role.MANAGER),
        Scene("measures", "measures", Role.MANAGER),
    ]  # fmt: skip


def people_of(session: Session, role: Role) -> list[int]:
    """Everybody of a role, by key; at least one."""
    question = (
        select(RoleAssignment.person_id)
        .join(Person, Person.id == RoleAssignment.person_id)
        .where(RoleAssignment.role == role, Person.deactivated_at.is_(None))
        .distinct()
        .order_by(RoleAssignment.person_id)
    )
    found = list(session.scalars(question))
    assert found, f"Nobody is {role.label}."
    return found
