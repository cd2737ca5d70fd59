"""Questions about the rota: who is on duty in a week, and who could be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import access
from db.access import Permission, Viewer
from db.queries.places import PlaceRow
from db.tables.cover import Cover
from db.tables.people import Grade, Person
from db.tables.places import Place


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """One shift on the clock of its place; `day` is the day on which it begins there."""

    id: int
    person_id: int
    name: str
    grade_name: str
    grade_rank: int
    place_name: str
    day: date
    starts_at: datetime
    ends_at: datetime


def monday_of(day: date) -> date:
    """The Monday of the week in which the day lies."""
    return day - timedelta(days=day.weekday())


def shifts_of_week(
    session: Session, viewer: Viewer, *, place: PlaceRow, monday: date
) -> list[ShiftRow]:
    """The shifts at a place and below that begin in the week of that Monday, in order."""
    access.require(viewer, Permission.COVER_CHANGE, place.path)
    zone = ZoneInfo(place.zone)
    begins = datetime.combine(monday, time(), zone)
    ends = datetime.combine(monday + timedelta(days=7), time(), zone)
    question = (
        select(Cover, Person.name, Grade.name, Grade.rank, Place.name)
        .join(Person, Person.id == Cover.person_id)
        .join(Grade, Grade.id == Person.grade_id)
        .join(Place, Place.id == Cover.place_id)
        .where(
            access.below(Place.path, (place.path,)),
            Cover.starts_at >= begins,
            Cover.starts_at < ends,
        )
        .order_by(Cover.starts_at, Grade.rank.desc(), Person.name, Cover.id)
    )
    return [
        ShiftRow(
            id=shift.id,
            person_id=shift.person_id,
            name=name,
            grade_name=grade,
            grade_rank=rank,
            place_name=place_name,
            day=shift.starts_at.astimezone(zone).date(),
            starts_at=shift.starts_at.astimezone(zone),
            ends_at=shift.ends_at.astimezone(zone),
        )
        for shift, name, grade, rank, place_name in session.execute(question)
    ]
