"""Who owns a lost point: whoever has an open action about the problem, else the manager here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from db import access
from db.rules.words import Role
from db.session import rows_of
from db.tables.huddles import Action
from db.tables.people import Person, RoleAssignment
from db.tables.places import Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.queries.places import PlaceRow


@dataclass(frozen=True, slots=True)
class Owners:
    """Names by problem, and the name of whoever manages the office ("" is nobody)."""

    by_problem: Mapping[int, str]
    otherwise: str

    def of(self, problem_id: int | None) -> str:
        """Who owns what is lost on the problem."""
        return self.by_problem.get(problem_id, self.otherwise) if problem_id else self.otherwise


def owners_at(session: Session, office: PlaceRow) -> Owners:
    """The owners at an office: of the open actions, the one that is due first; of several
    managers, the nearest, and then the first by name.
    """
    actions = rows_of(session, _ACTIONS, {"below": f"{office.path}%"})
    managers = rows_of(session, _MANAGERS, {"above": access.ancestors(office.path)})
    # The action due first comes last, and is the one that stays.
    by_problem = {key: name for key, name in actions if key is not None}
    return Owners(by_problem, managers.scalar() or "")


# Each is built once: building one costs several times what the database takes for it.
_ACTIONS = (
    select(Action.problem_id, Person.name)
    .join(Person, Person.id == Action.owner_id)
    .join(Place, Place.id == Action.place_id)
    .where(
        Action.problem_id.is_not(None),
        Action.verified_at.is_(None),
        Person.deactivated_at.is_(None),
        Place.path.like(bindparam("below")),
    )
    .order_by(Action.due_on.desc(), Action.id.desc())
)
_MANAGERS = (
    select(Person.name)
    .join(RoleAssignment, RoleAssignment.person_id == Person.id)
    .join(Place, Place.id == RoleAssignment.place_id)
    .where(
        RoleAssignment.role.in_([Role.MANAGER, Role.REGIONAL]),
        Person.deactivated_at.is_(None),
        Place.path.in_(bindparam("above", expanding=True)),
    )
    .order_by(func.length(Place.path).desc(), Person.name, Person.id)
    .limit(1)
)
