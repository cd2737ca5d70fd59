"""Acts on cover: shifts, and weeks of them copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer, require
from db.audit import Subject
from db.commands.scope import active_person, place_where
from db.rules.refusals import Refusal
from db.tables.cover import Cover
from db.tables.people import Person
from db.tables.places import Place

LONGEST_SHIFT = timedelta(hours=24)
MOST_WEEKS = 53


@dataclass(frozen=True, slots=True)
class CopiedWeek:
    """How many shifts were copied, and how many were left out because somebody is on duty
    already or no longer works here.
    """

    copied: int
    left_out: int


def add_shift(
    session: Session,
    viewer: Viewer,
    *,
    person_id: int,
    place_id: int,
    starts_at: datetime,
    ends_at: datetime,
    at: datetime,
) -> int:
    """Put a person on duty at a place from one moment to another; returns the key of the shift."""
    place = place_where(session, viewer, Permission.COVER_CHANGE, place_id=place_id)
    person = active_person(session, person_id)
    require(viewer, Permission.COVER_CHANGE, _home(session, person).path)
    if ends_at <= starts_at:
        raise Refusal("The shift ends before it starts. Change one of the two.")
    if ends_at - starts_at > LONGEST_SHIFT:
        raise Refusal("A shift lasts at most 24 hours. Split it.")
    clash = _clash(session, person_id, starts_at, ends_at)
    if clash is not None:
        zone = ZoneInfo(place.zone)
        raise Refusal(
            f"{person.name} is already on duty from {clash.starts_at.astimezone(zone):%d %b %H:%M} "
            f"to {clash.ends_at.astimezone(zone):%H:%M}. Change that shift first."
        )
    shift = Cover(person_id=person_id, place_id=place.id, starts_at=starts_at, ends_at=ends_at)
    session.add(shift)
    session.flush()
    audit.record(session, viewer, "shift added", Subject("shift", shift.id, place.id), at=at,
                 detail={"person_id": person_id, "starts_at": starts_at.isoformat(),
                         "ends_at": ends_at.isoformat()})  # fmt: skip
    return shift.id


def remove_shift(session: Session, viewer: Viewer, *, shift_id: int, at: datetime) -> None:
    """Take a shift that has not begun out of the rota, or end one that has begun now.

    What was worked stays: who was on duty at a moment explains what happened then.
    """
    shift = session.get(Cover, shift_id)
    if shift is None:
        raise Refusal("That shift was already removed.")
    place = place_where(session, viewer, Permission.COVER_CHANGE, place_id=shift.place_id)
    if shift.ends_at <= at:
        raise Refusal("That shift is over. It stays in the record.")
    act = "shift ended early" if shift.starts_at < at else "shift removed"
    if shift.starts_at < at:
        shift.ends_at = at
    else:
        session.delete(shift)
    session.flush()
    audit.record(session, viewer, act, Subject("shift", shift_id, place.id), at=at,
                 detail={"person_id": shift.person_id})  # fmt: skip


def copy_week(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int,
    from_monday: date,
    to_monday: date,
    until: date = date.max,
    at: datetime,
) -> CopiedWeek:
    """Copy the shifts that start in one week to another, at the same hours of the place's clock.

    Both dates are Mondays; nothing is copied that would begin after `until`. Shifts that would
    overlap one that is already there are left out, so that copying twice copies once.
    """
    place = place_where(session, viewer, Permission.COVER_CHANGE, place_id=place_id)
    if from_monday.weekday() or to_monday.weekday() or from_monday == to_monday:
        raise Refusal("Choose the Mondays of two different weeks.")
    zone, moved = ZoneInfo(place.zone), to_monday - from_monday
    copied = left_out = 0
    shifts = _shifts_of_week(session, place, from_monday)
    taken = _taken(session, shifts, moved)
    for shift in shifts:
        starts_at = _moved(shift.starts_at, moved, zone)
        ends_at = _moved(shift.ends_at, moved, zone)
        if starts_at.astimezone(zone).date() > until:
            continue
        # Whoever no longer works here is not in it at all.
        known = taken.get(shift.person_id)
        if known is None or ends_at <= starts_at or _meets(known, starts_at, ends_at):
            left_out += 1
            continue
        session.add(
            Cover(
                person_id=shift.person_id, place_id=place.id, starts_at=starts_at, ends_at=ends_at
            )
        )
        known.append((starts_at, ends_at))
        copied += 1
    session.flush()
    detail = {"from": from_monday, "to": to_monday, "copied": copied}
    subject = Subject("place", place.id, place.id)
    audit.record(session, viewer, "week of cover copied", subject, at=at, detail=detail)
    return CopiedWeek(copied, left_out)


def repeat_week(
    session: Session, viewer: Viewer, *, place_id: int, monday: date, until: date, at: datetime
) -> CopiedWeek:
    """Repeat the shifts of a week in each week after it, up to and including a day, at the same
    hours of the place's clock whether summer time comes or goes.
    """
    place = place_where(session, viewer, Permission.COVER_CHANGE, place_id=place_id)
    weeks = (until - monday).days // 7
    if monday.weekday():
        raise Refusal("Choose the Monday of the week that repeats.")
    if not 1 <= weeks <= MOST_WEEKS:
        raise Refusal(f"A week repeats until a day 1 to {MOST_WEEKS} weeks later. Change the day.")
    if not _shifts_of_week(session, place, monday):
        raise Refusal("Nobody is on the rota that week. Fill it first, then repeat it.")
    copied = left_out = 0
    for number in range(1, weeks + 1):
        each = copy_week(
            session, viewer, place_id=place.id, from_monday=monday, until=until, at=at,
            to_monday=monday + timedelta(days=7 * number),
        )  # fmt: skip
        copied, left_out = copied + each.copied, left_out + each.left_out
    detail = {"week": monday, "until": until, "copied": copied}
    subject = Subject("place", place.id, place.id)
    audit.record(session, viewer, "week of cover repeated", subject, at=at, detail=detail)
    return CopiedWeek(copied, left_out)


def _home(session: Session, person: Person) -> Place:
    return session.get_one(Place, person.home_place_id)


def _clash(
    session: Session, person_id: int, starts_at: datetime, ends_at: datetime
) -> Cover | None:
    question = (
        select(Cover)
        .where(Cover.person_id == person_id, Cover.starts_at < ends_at, Cover.ends_at > starts_at)
        .order_by(Cover.starts_at)
        .limit(1)
    )
    return session.scalar(question)


def _shifts_of_week(session: Session, place: Place, monday: date) -> list[Cover]:
    begins = datetime.combine(monday, time(), ZoneInfo(place.zone))
    ends = datetime.combine(monday + timedelta(days=7), time(), ZoneInfo(place.zone))
    question = (
        select(Cover)
        .where(Cover.place_id == place.id, Cover.starts_at >= begins, Cover.starts_at < ends)
        .order_by(Cover.starts_at, Cover.id)
    )
    return list(session.scalars(question))


def _meets(spans: list[tuple[datetime, datetime]], starts_at: datetime, ends_at: datetime) -> bool:
    return any(one < ends_at and two > starts_at for one, two in spans)


def _taken(
    session: Session, shifts: Sequence[Cover], moved: timedelta
) -> dict[int, list[tuple[datetime, datetime]]]:
    """When those who still work here are on duty, anywhere, in the time that is copied to."""
    people = {shift.person_id for shift in shifts}
    working = select(Person.id).where(Person.id.in_(people), Person.deactivated_at.is_(None))
    taken: dict[int, list[tuple[datetime, datetime]]] = {
        person_id: [] for person_id in session.scalars(working)
    }
    first = min((shift.starts_at for shift in shifts), default=None)
    if first is None:
        return taken
    last = max(shift.ends_at for shift in shifts)
    # A day on either side is for the clock change that may lie between the two weeks.
    question = select(Cover).where(
        Cover.person_id.in_(taken),
        Cover.starts_at < last + moved + timedelta(days=1),
        Cover.ends_at > first + moved - timedelta(days=1),
    )
    for found in session.scalars(question):
        taken[found.person_id].append((found.starts_at, found.ends_at))
    return taken


def _moved(moment: datetime, by: timedelta, zone: ZoneInfo) -> datetime:
    """The same hour on the place's clock, days later; summer time may come or go between."""
    return (moment.astimezone(zone) + by).astimezone(UTC)
