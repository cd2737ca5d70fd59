"""How often staff of an office send customers on: by week, by hour of the week, by office.

A rate compares asks with contacts served, and contacts are counted by day. Asks on days for which
nobody recorded contacts have nothing to be compared with; they are left out of the rate and said.
Everything here is read from holdings, so that it costs the same however many asks there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from db.access import Permission
from db.queries.duty_hours import stretches_of
from db.queries.held import rates_held, sums_held, weeks_held
from db.queries.offices import office_for
from db.queries.places import PlaceRow, offices_where
from db.rules import holdings as rules
from db.rules.holdings import Part
from db.rules.spans import hours_open, whole_weeks
from db.rules.words import EscalationClass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from db.access import Viewer

WEEK = timedelta(days=7)


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
class OfficeTotals:
    """One office over so many whole weeks together; `left_out` as in `OfficeWeeks`."""

    office: PlaceRow
    weeks: int
    escalations: int
    contacts: int
    left_out: int


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
    return _counted(session, office, weeks=weeks, now=now)


def every_office_weeks(
    session: Session, viewer: Viewer, *, weeks: int, now: datetime
) -> list[OfficeWeeks]:
    """The same for every office whose measures the viewer may see, their own first."""
    offices = offices_where(session, viewer, Permission.MEASURES_SEE)
    return [_counted(session, office, weeks=weeks, now=now) for office in offices]


def office_totals(
    session: Session, viewer: Viewer, *, weeks: int, now: datetime,
    chosen: Sequence[date] | None = None,
) -> list[OfficeTotals]:  # fmt: skip
    """All weeks together of every office whose measures the viewer may see, their own first;
    `chosen` as in `hours_of_the_week`.
    """
    offices = offices_where(session, viewer, Permission.MEASURES_SEE)
    zones = {office.zone for office in offices}
    if chosen:
        weeks, mondays = len(chosen), dict.fromkeys(zones, chosen[0])
    else:
        mondays = {zone: whole_weeks(now, ZoneInfo(zone), weeks)[0] for zone in zones}
    sums = sums_held(session, {each.id: mondays[each.zone] for each in offices}, weeks=weeks)
    return [OfficeTotals(office, weeks, *sums[office.id]) for office in offices]


def hours_of_the_week(
    session: Session, viewer: Viewer, *, place_id: int, weeks: int, now: datetime,
    chosen: Sequence[date] | None = None,
) -> HourCounts:  # fmt: skip
    """When the asks of the last `weeks` whole weeks came, hour by hour of the week; only of the
    weeks from these Mondays on, which follow each other, where some are `chosen`.

    Raises:
        Refusal: the viewer may not see the measures of such an office.
    """
    office = office_for(session, viewer, Permission.MEASURES_SEE, place_id=place_id)
    mondays = chosen or whole_weeks(now, ZoneInfo(office.zone), weeks)
    cells = weeks_held(
        session, Part.HOURS, place_id=office.id, first=mondays[0], weeks=len(mondays)
    ).sum(axis=0)
    asks = {divmod(int(hour), 24): int(cells[hour]) for hour in np.flatnonzero(cells)}
    return HourCounts(office, asks, hours_open(stretches_of(session, office)), len(mondays))


def classes_of_the_weeks(
    session: Session, viewer: Viewer, *, place_id: int, weeks: int, now: datetime,
    chosen: Sequence[date] | None = None,
) -> dict[EscalationClass, int]:  # fmt: skip
    """How many asks of the last `weeks` whole weeks were of each class, as it was then; `chosen`
    as in `hours_of_the_week`.

    Raises:
        Refusal: the viewer may not see the measures of such an office.
    """
    office = office_for(session, viewer, Permission.MEASURES_SEE, place_id=place_id)
    mondays = chosen or whole_weeks(now, ZoneInfo(office.zone), weeks)
    cells = weeks_held(session, Part.DAYS, place_id=office.id, first=mondays[0], weeks=len(mondays))
    counts = cells[:, rules.BY_CLASS :].sum(axis=0).tolist()
    return {each: counts[place] for each, place in rules.CLASS_PLACE.items()}


def _counted(session: Session, office: PlaceRow, *, weeks: int, now: datetime) -> OfficeWeeks:
    mondays = whole_weeks(now, ZoneInfo(office.zone), weeks)
    cells = rates_held(session, place_id=office.id, first=mondays[0], weeks=weeks).tolist()
    rows = tuple(
        WeekCounts(monday, asks, contacts)
        for monday, (asks, contacts, _) in zip(mondays, cells, strict=True)
    )
    return OfficeWeeks(office, rows, sum(left_out for _, _, left_out in cells))
