"""How often staff of an office send customers on: by week, by hour of the week, by office.

A rate compares asks with contacts served, and contacts are counted by day. Asks on days for which
nobody recorded contacts have nothing to be compared with; they are left out of the rate and said.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from db.access import Permission
from db.queries.duty_hours import stretches_of
from db.queries.offices import office_for, office_of_places
from db.queries.places import PlaceRow, offices_where
from db.rules.spans import hours_open, midnight, whole_weeks
from db.tables.contacts import ContactsServed
from db.tables.escalations import Escalation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from db.access import Viewer

WEEK = timedelta(days=7)
OfficeDay = tuple[int, date]


@dataclass(frozen=True, slots=True)
class WeekCounts:
    """Asks and contacts of one week, of the days for which contacts were recorded."""

    starts_on: date
    escalations: int
    contacts: int


@dataclass(frozen=True, slots=True)
class OfficeWeeks:
    """The whole weeks of one office, oldest first. `left_out` asks fell on days without a
    recorded number of contacts.
    """

    office: PlaceRow
    weeks: tuple[WeekCounts, ...]
    left_out: int

    @property
    def escalations(self) -> int:
        """All asks that are in the rate."""
        return sum(week.escalations for week in self.weeks)

    @property
    def contacts(self) -> int:
        """All contacts of the period."""
        return sum(week.contacts for week in self.weeks)

    @property
    def last_day(self) -> date:
        """The Sunday on which the period ends."""
        return self.weeks[-1].starts_on + WEEK - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HourCounts:
    """Asks by hour of the week on the office's clock: (weekday from Monday 0, hour) to asks.

    `open_hours` are those in which the office is open at all; empty where no hours are recorded.
    """

    office: PlaceRow
    asks: Mapping[tuple[int, int], int]
    open_hours: frozenset[tuple[int, int]]
    weeks: int


def office_weeks(
    session: Session, viewer: Viewer, *, place_id: int, weeks: int, now: datetime
) -> OfficeWeeks:
    """Asks and contacts of the last `weeks` whole weeks of one office.

    Raises:
        Refusal: the viewer may not see the measures of such an office.
    """
    office = office_for(session, viewer, Permission.MEASURES_SEE, place_id=place_id)
    return _counted(session, [office], weeks=weeks, now=now)[0]


def every_office_weeks(
    session: Session, viewer: Viewer, *, weeks: int, now: datetime
) -> list[OfficeWeeks]:
    """The same for every office whose measures the viewer may see, their own first."""
    offices = offices_where(session, viewer, Permission.MEASURES_SEE)
    return _counted(session, offices, weeks=weeks, now=now) if offices else []


def hours_of_the_week(
    session: Session, viewer: Viewer, *, place_id: int, weeks: int, now: datetime
) -> HourCounts:
    """When the asks of the last `weeks` whole weeks came, hour by hour of the week.

    Raises:
        Refusal: the viewer may not see the measures of such an office.
    """
    office = office_for(session, viewer, Permission.MEASURES_SEE, place_id=place_id)
    mondays = whole_weeks(now, ZoneInfo(office.zone), weeks)
    asks = Counter(
        (at.weekday(), at.hour)
        for _, at in _asks(session, [office], mondays[0], mondays[-1] + WEEK)
    )
    return HourCounts(office, asks, hours_open(stretches_of(session, office)), weeks)


def _counted(
    session: Session, offices: Sequence[PlaceRow], *, weeks: int, now: datetime
) -> list[OfficeWeeks]:
    mondays = {office.id: whole_weeks(now, ZoneInfo(office.zone), weeks) for office in offices}
    first = min(days[0] for days in mondays.values())
    end = max(days[-1] for days in mondays.values()) + WEEK
    asks = Counter((office_id, at.date()) for office_id, at in _asks(session, offices, first, end))
    contacts = _contacts(session, offices, first, end)
    return [_of_office(office, mondays[office.id], asks, contacts) for office in offices]


def _of_office(
    office: PlaceRow,
    mondays: Sequence[date],
    asks: Mapping[OfficeDay, int],
    contacts: Mapping[OfficeDay, int],
) -> OfficeWeeks:
    rows, left_out = [], 0
    for monday in mondays:
        days = [(office.id, monday + timedelta(days=number)) for number in range(7)]
        # A day with no contacts and yet an ask was not counted either.
        counted = [day for day in days if contacts.get(day, 0) > 0]
        escalations = sum(asks.get(day, 0) for day in counted)
        rows.append(WeekCounts(monday, escalations, sum(contacts[day] for day in counted)))
        left_out += sum(asks.get(day, 0) for day in days) - escalations
    return OfficeWeeks(office, tuple(rows), left_out)


def _asks(
    session: Session, offices: Sequence[PlaceRow], first: date, end: date
) -> Iterator[tuple[int, datetime]]:
    """The office of each ask from the day `first` up to the day `end`, and its local moment."""
    inside = office_of_places(session, offices)
    zones = {office.id: ZoneInfo(office.zone) for office in offices}
    edges = {zone: (midnight(first, zone), midnight(end, zone)) for zone in zones.values()}
    question = (
        select(Escalation.place_id, Escalation.asked_at)
        .where(
            Escalation.place_id.in_(list(inside)),
            Escalation.asked_at >= min(edge[0] for edge in edges.values()),
            Escalation.asked_at < max(edge[1] for edge in edges.values()),
        )
        .order_by(Escalation.asked_at, Escalation.id)
    )
    for place_id, asked_at in session.execute(question):
        office_id = inside[place_id]
        since, until = edges[zones[office_id]]
        if since <= asked_at < until:
            yield office_id, asked_at.astimezone(zones[office_id])


def _contacts(
    session: Session, offices: Sequence[PlaceRow], first: date, end: date
) -> dict[OfficeDay, int]:
    inside = office_of_places(session, offices)
    question = (
        select(ContactsServed.place_id, ContactsServed.served_on, func.sum(ContactsServed.contacts))
        .where(
            ContactsServed.place_id.in_(list(inside)),
            ContactsServed.served_on >= first,
            ContactsServed.served_on < end,
        )
        .group_by(ContactsServed.place_id, ContactsServed.served_on)
    )
    found: dict[OfficeDay, int] = {}
    for place_id, served_on, count in session.execute(question):
        key = (inside[place_id], served_on)
        found[key] = found.get(key, 0) + int(count)
    return found
