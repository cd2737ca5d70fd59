"""Questions about who is on duty, and who can come now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import aliased

from db import access
from db.rules.ladders import OnDuty
from db.rules.words import AvailabilityState, Role
from db.session import rows_of
from db.tables.cover import Availability, Cover
from db.tables.people import Grade, Person, RoleAssignment
from db.tables.places import Place

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class DutyRow:
    """Somebody on duty now. Who is on shift and has said nothing is available since it began."""

    person_id: int
    name: str
    grade_rank: int
    grade_name: str
    state: AvailabilityState
    since: datetime
    until: datetime
    may_take: bool

    def as_on_duty(self) -> OnDuty:
        """The same for the rules of the ladder."""
        available = self.state is AvailabilityState.AVAILABLE and self.may_take
        return OnDuty(self.person_id, self.grade_rank, available, self.since)


def on_duty(session: Session, *, path: str, now: datetime) -> list[DutyRow]:
    """Everybody on duty at the place, below it or above it, highest grade first."""
    here = {"paths": access.ancestors(path), "below": _below(path), "now": now}
    rows: dict[int, DutyRow] = {}
    for found in rows_of(session, _ON_DUTY, here):
        rows.setdefault(found.id, _duty_row(found))
    return list(rows.values())


def _below(path: str) -> str:
    """What the paths at and below this one look like; a path holds digits and strokes only."""
    return f"{path}%"


def _duty_row(found: Row[*tuple[Any, ...]]) -> DutyRow:
    spoken = found.said is not None and found.said_at >= found.starts_at
    return DutyRow(
        person_id=found.id,
        name=found.name,
        grade_rank=found.rank,
        grade_name=found.grade_name,
        state=found.said if spoken else AvailabilityState.AVAILABLE,
        since=found.said_at if spoken else found.starts_at,
        until=found.ends_at,
        may_take=found.may_take,
    )


# Whether the roles of a person let them take an escalation at the place.
_Granting = aliased(Place)
_MAY_TAKE = (
    select(RoleAssignment.person_id)
    .join(_Granting, _Granting.id == RoleAssignment.place_id)
    .where(
        RoleAssignment.person_id == Person.id,
        RoleAssignment.role.in_([Role.MANAGER, Role.REGIONAL]),
        _Granting.path.in_(bindparam("paths", expanding=True)),
    )
    .exists()
)
# The counter card asks this at every run, therefore it is built once.
_ON_DUTY = (
    select(
        Person.id, Person.name, Grade.rank, Grade.name.label("grade_name"),
        Cover.starts_at, Cover.ends_at,
        Availability.state.label("said"), Availability.since.label("said_at"),
        _MAY_TAKE.label("may_take"),
    )
    .join(Cover, Cover.person_id == Person.id)
    .join(Place, Place.id == Cover.place_id)
    .join(Grade, Grade.id == Person.grade_id)
    .outerjoin(Availability, Availability.person_id == Person.id)
    .where(
        Person.deactivated_at.is_(None),
        Cover.starts_at <= bindparam("now"),
        Cover.ends_at > bindparam("now"),
        or_(
            Place.path.in_(bindparam("paths", expanding=True)),
            Place.path.like(bindparam("below")),
        ),
    )
    .order_by(Grade.rank.desc(), Person.name, Person.id, Cover.ends_at.desc())
)  # fmt: skip
