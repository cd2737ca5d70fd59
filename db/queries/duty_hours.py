"""In how many of the coming opening hours a manager is on duty, by office.

The fourteen days ahead are counted and not the days behind: a stand-in that is set now counts at
once, and a rota that nobody has written yet is a gap. Days closed on purpose are not, nor are
hours in which the office's ladder calls nobody.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, or_, select

from db import access
from db.access import REACH
from db.queries.closings import hours_of_places
from db.rules.gates import CoveredHours
from db.rules.spans import Span, hours_of, merged, overlap
from db.rules.words import Role
from db.session import once, rows_of
from db.tables.cover import Cover
from db.tables.people import Person, RoleAssignment
from db.tables.places import Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from db.queries.places import PlaceRow
    from db.rules.closings import Hours
    from db.rules.places import Stretch

DAYS_AHEAD = 14

Shift = tuple[int, Span]


@dataclass(frozen=True, slots=True)
class Rota:
    """What is written of the days ahead at one office: its hours, and the shifts of everybody on
    duty there, in its teams, or above it.
    """

    hours: Hours
    shifts: Sequence[Shift]


def covered_hours(
    session: Session, *, offices: Sequence[PlaceRow], now: datetime
) -> dict[int, CoveredHours]:
    """Opening hours of the coming 14 days and those with a manager on duty, by office.

    A manager is on duty for an office when their shift lies at it, in one of its teams, or at a
    place above it, and their role as a manager or above reaches the office. An office without
    opening hours has none to cover.
    """
    ahead = Span(now, now + timedelta(days=DAYS_AHEAD))
    hours = hours_of_places(session, offices)
    shifts, reach = _shifts(session, offices, ahead), _reach(session)
    found = {}
    for office in offices:
        opening = hours[office.id].meant(ZoneInfo(office.zone), ahead)
        duty = merged(
            span
            for person_id, span in _shifts_for(shifts, office)
            if any(office.path.startswith(path) for path in reach.get(person_id, ()))
        )
        found[office.id] = CoveredHours(hours_of(opening), hours_of(overlap(opening, duty)))
    return found


def rota(session: Session, offices: Sequence[PlaceRow], ahead: Span) -> dict[int, Rota]:
    """What is written of the days ahead, by office."""
    hours, shifts = hours_of_places(session, offices), _shifts(session, offices, ahead)
    return {office.id: Rota(hours[office.id], _shifts_for(shifts, office)) for office in offices}


def _shifts_for(shifts: Mapping[str, Sequence[Shift]], office: PlaceRow) -> list[Shift]:
    above = set(access.ancestors(office.path))
    return [
        shift
        for path, there in shifts.items()
        if path in above or path.startswith(office.path)
        for shift in there
    ]


def stretches_of(session: Session, office: PlaceRow) -> list[Stretch]:
    """The opening hours of one office."""
    return list(hours_of_places(session, [office])[office.id].stretches)


def _shifts(session: Session, offices: Sequence[PlaceRow], ahead: Span) -> dict[str, list[Shift]]:
    """The shifts above these offices, and at or below what they have in common."""
    found: dict[str, list[Shift]] = defaultdict(list)
    lines = [set(access.ancestors(office.path)) for office in offices]
    above = sorted(set.intersection(*lines), key=len) if lines else []
    if not above:
        return found
    given = {
        "above": above, "below": f"{above[-1]}%", "begins": ahead.starts_at, "ends": ahead.ends_at,
    }  # fmt: skip
    shifts = once(
        session, (_SHIFTS, tuple(above), ahead), lambda: rows_of(session, _SHIFTS, given).all()
    )
    for path, person_id, starts_at, ends_at in shifts:
        found[path].append((person_id, Span(starts_at, ends_at)))
    return found


def _reach(session: Session) -> dict[int, list[str]]:
    """From which paths each person manages, or answers for, what lies below."""
    found: dict[int, list[str]] = defaultdict(list)
    for person_id, path in rows_of(session, _MANAGING):
        found[person_id].append(path)
    return found


# Each is built once. Shifts are found by their place and their end: most of all shifts are over.
_AROUND = select(Place.id).where(
    or_(
        Place.path.in_(bindparam("above", expanding=True)),
        Place.path.like(bindparam("below")),
    )
)
_SHIFTS = (
    select(Place.path, Cover.person_id, Cover.starts_at, Cover.ends_at)
    .join(Place, Place.id == Cover.place_id)
    .join(Person, Person.id == Cover.person_id)
    .where(
        Person.deactivated_at.is_(None),
        Cover.place_id.in_(_AROUND),
        Cover.ends_at > bindparam("begins"),
        Cover.starts_at < bindparam("ends"),
    )
)
_MANAGING = (
    select(RoleAssignment.person_id, Place.path)
    .join(Place, Place.id == RoleAssignment.place_id)
    .where(RoleAssignment.role.in_(REACH[Role.MANAGER]))
)
