"""How far managers kept what they promised of their availability (P51): for themselves and for
those above them, by name in the order of the alphabet and never by who kept most.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import select

from db import access
from db.access import REACH
from db.queries.offices import measured_office, places_inside
from db.rules.availability import ENDS, Event, Kept, Promised, Said, Shift, kept
from db.rules.spans import Span, midnight, whole_weeks
from db.rules.words import EventKind, Role
from db.tables.cover import AvailabilityEvent, AvailabilityPromise, Cover
from db.tables.escalations import Escalation, EscalationEvent
from db.tables.people import Grade, Person, RoleAssignment
from db.tables.places import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.availability import OwnShift

OWN_DAYS = 28
A_DAY = timedelta(days=1)
TOLD = (EventKind.OFFERED, EventKind.ACKNOWLEDGED, EventKind.DECLINED, *ENDS)


@dataclass(frozen=True, slots=True)
class PersonKept:
    """One manager, and how far they kept what they promised."""

    name: str
    kept: Kept


@dataclass(frozen=True, slots=True)
class PromisesToCome:
    """The promises of an office's managers over whole weeks. `everybody` is None for who may not
    see each of them; `people` are those whom the viewer may see, by name.
    """

    weeks: int
    last_day: date
    shifts: int
    promised: int
    everybody: Kept | None
    people: tuple[PersonKept, ...]


@dataclass(frozen=True, slots=True)
class _Person:
    id: int
    name: str
    rank: int


def promises_to_come(
    session: Session, viewer: Viewer, *, place_id: int, weeks: int, now: datetime
) -> PromisesToCome:
    """How far the managers on duty at an office and its teams kept their promises in its last
    whole weeks.
    """
    office = measured_office(session, viewer, place_id=place_id)
    zone = ZoneInfo(office.zone)
    mondays = whole_weeks(now, zone, weeks)
    last_day = mondays[-1] + 6 * A_DAY
    within = Span(midnight(mondays[0], zone), midnight(last_day + A_DAY, zone))
    found = _kept(session, path=office.path, within=within, now=min(now, within.ends_at))
    seen = [each for each in found if _may_see(viewer, each, office.path)]
    everybody = Kept()
    for each in found.values():
        everybody = everybody.plus(each)
    return PromisesToCome(
        weeks, last_day, everybody.shifts, everybody.promised,
        everybody if len(seen) == len(found) else None,
        tuple(PersonKept(each.name, found[each]) for each in seen),
    )  # fmt: skip


def own_promises(session: Session, viewer: Viewer, shift: OwnShift, *, now: datetime) -> Kept:
    """The viewer's own of the last 28 days, where the shift is that they are on."""
    within = Span(now - OWN_DAYS * A_DAY, now)
    found = _kept(session, path=shift.place_path, within=within, now=now, whose=viewer.person_id)
    return next(iter(found.values()), Kept())


def _may_see(viewer: Viewer, person: _Person, path: str) -> bool:
    """One's own, and whoever is above: by grade as a manager of the office, or for the region."""
    if person.id == viewer.person_id or access.is_regional(viewer, path):
        return True
    return access.manages(viewer, path) and viewer.grade_rank > person.rank


def _kept(
    session: Session, *, path: str, within: Span, now: datetime, whose: int | None = None
) -> dict[_Person, Kept]:
    """By person, in the order of their names."""
    shifts = _shifts(session, path, within, whose)
    promised = any(each.promises for those in shifts.values() for each in those)
    events = _events(session, path, within) if promised else []
    said = _said(session, [each.id for each in shifts], within)
    return {
        person: kept(person.id, those, said.get(person.id, ()), events, now=now)
        for person, those in shifts.items()
    }


def _shifts(
    session: Session, path: str, within: Span, whose: int | None
) -> Mapping[_Person, list[Shift]]:
    """The shifts at and below the place that began in the time, of those who may take asks."""
    granting = select(RoleAssignment.person_id).join(Place, Place.id == RoleAssignment.place_id)
    managers = granting.where(
        RoleAssignment.role.in_(REACH[Role.MANAGER]), Place.path.in_(access.ancestors(path))
    )
    question = (
        select(
            Cover.id, Person.id, Person.name, Grade.rank, Cover.starts_at, Cover.ends_at,
            AvailabilityPromise.minutes, AvailabilityPromise.starts_at,
            AvailabilityPromise.ends_at,
        )
        .join(Person, Person.id == Cover.person_id)
        .join(Grade, Grade.id == Person.grade_id)
        .outerjoin(AvailabilityPromise, AvailabilityPromise.cover_id == Cover.id)
        .where(
            Cover.place_id.in_(places_inside(session, path)),
            Cover.starts_at >= within.starts_at,
            Cover.starts_at < within.ends_at,
            Person.id.in_(managers) if whose is None else Person.id == whose,
        )
        .order_by(Person.name, Person.id, Cover.starts_at, Cover.id, AvailabilityPromise.id)
    )  # fmt: skip
    spans: dict[int, tuple[_Person, Span]] = {}
    promises: defaultdict[int, list[Promised]] = defaultdict(list)
    for row in session.execute(question):
        spans[row[0]] = (_Person(*row[1:4]), Span(*row[4:6]))
        if row[7] is not None:
            promises[row[0]].append(Promised(*row[6:9]))
    found: defaultdict[_Person, list[Shift]] = defaultdict(list)
    for key, (person, span) in spans.items():
        found[person].append(Shift(span, tuple(promises[key])))
    return found


def _said(session: Session, people: Collection[int], within: Span) -> Mapping[int, list[Said]]:
    question = (
        select(AvailabilityEvent.person_id, AvailabilityEvent.state, AvailabilityEvent.said_at)
        .where(
            AvailabilityEvent.person_id.in_(people),
            AvailabilityEvent.said_at >= within.starts_at,
            AvailabilityEvent.said_at < within.ends_at + A_DAY,
        )
        .order_by(AvailabilityEvent.said_at, AvailabilityEvent.id)
    )
    found: defaultdict[int, list[Said]] = defaultdict(list)
    for person_id, state, said_at in session.execute(question):
        found[person_id].append(Said(state, said_at))
    return found


def _events(session: Session, path: str, within: Span) -> list[Event]:
    """What happened to the asks of the time, in the order of each; imported ones were offered to
    nobody here.
    """
    question = (
        select(
            EscalationEvent.escalation_id, EscalationEvent.kind, EscalationEvent.at,
            EscalationEvent.person_id, EscalationEvent.to_person_id,
        )
        .join(Escalation, Escalation.id == EscalationEvent.escalation_id)
        .where(
            Escalation.place_id.in_(places_inside(session, path)),
            Escalation.import_run_id.is_(None),
            # What was asked just before the first shift may be offered in it.
            Escalation.asked_at >= within.starts_at - A_DAY,
            Escalation.asked_at < within.ends_at + A_DAY,
            EscalationEvent.kind.in_(TOLD),
        )
        .order_by(EscalationEvent.escalation_id, EscalationEvent.sequence)
    )  # fmt: skip
    return [Event(*each) for each in session.execute(question)]
