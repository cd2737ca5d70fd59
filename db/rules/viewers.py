"""Who asks: a person with their roles, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.rules.words import Role


@dataclass(frozen=True, slots=True)
class Held:
    """A role and the path of the place from which it reaches down."""

    role: Role
    path: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks. `home_path` is the path of the home team; `office_id` the office it lies in (or
    the home place itself above offices). The system itself has no person and may do all.
    """

    person_id: int | None
    name: str
    grade_id: int
    grade_rank: int
    grade_name: str
    home_place_id: int
    home_path: str
    office_id: int
    zone: str
    currency: str
    held: tuple[Held, ...]
    is_system: bool = False

    def holds(self, role: Role, path: str) -> bool:
        """Whether the role reaches the place at `path`."""
        return self.is_system or any(
            each.role is role and path.startswith(each.path) for each in self.held
        )

    def paths(self, *roles: Role) -> tuple[str, ...]:
        """The places from which any of the roles reaches down."""
        return tuple(each.path for each in self.held if each.role in roles)


def system(name: str = "Readyroom") -> Viewer:
    """The viewer of jobs and of the operator's command line."""
    return Viewer(
        person_id=None,
        name=name,
        grade_id=0,
        grade_rank=0,
        grade_name="",
        home_place_id=0,
        home_path="/",
        office_id=0,
        zone="UTC",
        currency="",
        held=(),
        is_system=True,
    )
