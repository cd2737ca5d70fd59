"""Questions about who is on duty, and who can come now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from db import access
from db.rules.escalations import OnDuty
from db.rules.words import AvailabilityState, Role
from db.tables.cover import Availability, Cover
from db.tables.people import Grade, Person, RoleAssignment
from db.tables.places import Place

if TYPE_CHECKING:
    from datetime import datetime

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
    question = (
        select(Person, Grade, Cover, Availability)
        .join(Cover, Cover.person_id == Person.id)
        .join(Place, Place.id == Cover.place_id)
        .join(Grade, Grade.id == Person.grade_id)
        .outerjoin(Availability, Availability.person_id == Person.id)
        .where(
            Person.deactivated_at.is_(None),
            Cover.starts_at <= now,
            Cover.ends_at > now,
            or_(Place.path.in_(access.ancestors(path)), access.below(Place.path, (path,))),
        )
        .order_by(Grade.rank.desc(), Person.name, Person.id, Cover.ends_at.desc())
    )
    takers = _takers(session, path)
    rows: dict[int, DutyRow] = {}
    for person, grade, cover, said in session.execute(question):
        rows.setdefault(person.id, _duty_row(person, grade, cover, said, person.id in takers))
    return list(rows.values())


def _duty_row(
    person: Person,
    grade: Grade,
    cover: Cover,
    said: Availability | None,
    may_take: bool,  # noqa: FBT001 - a private row builder.
) -> DutyRow:
    spoken = said is not None and said.since >= cover.starts_at
    return DutyRow(
        person_id=person.id,
        name=person.name,
        grade_rank=grade.rank,
        grade_name=grade.name,
        state=said.state if said and spoken else AvailabilityState.AVAILABLE,
        since=said.since if said and spoken else cover.starts_at,
        until=cover.ends_at,
        may_take=may_take,
    )


def _takers(session: Session, path: str) -> set[int]:
    """The people whose roles let them take an escalation at the place."""
    question = (
        select(RoleAssignment.person_id)
        .join(Place, Place.id == RoleAssignment.place_id)
        .where(
            Place.path.in_(access.ancestors(path)),
            RoleAssignment.role.in_([Role.MANAGER, Role.REGIONAL]),
        )
    )
    return set(session.scalars(question))


def availability(session: Session, *, person_id: int) -> AvailabilityState:
    """What the person last said of themselves; available when they never said anything."""
    said = session.get(Availability, person_id)
    return said.state if said else AvailabilityState.AVAILABLE
