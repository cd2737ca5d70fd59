"""The measures of one office for a selection: every part by what is chosen in the others.

Weeks are read from what is held. Classes by hour are held nowhere; there the rows of the period
are counted one by one, and how many were read is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import bindparam, select

from db.access import Permission
from db.queries import measures
from db.queries.held import weeks_held
from db.queries.measures import HourCounts, OfficeWeeks, WeekCounts
from db.queries.offices import office_for, places_inside
from db.rules import holdings, selected_asks
from db.rules.selected_asks import Ask
from db.rules.selections import WEEK, Part, Selection
from db.rules.spans import DAY, midnight, whole_weeks
from db.rules.words import EscalationClass
from db.tables.escalations import Escalation

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.places import PlaceRow

_ASKED = (
    select(Escalation.escalation_class, Escalation.asked_at)
    .where(
        Escalation.place_id.in_(bindparam("places", expanding=True)),
        Escalation.asked_at >= bindparam("since"),
        Escalation.asked_at < bindparam("until"),
    )
    .order_by(Escalation.asked_at, Escalation.id)
)


@dataclass(frozen=True, slots=True)
class SelectedMeasures:
    """What the parts of the screen show. `counted` rows were read one by one, none where all came
    from what is held.
    """

    weeks: OfficeWeeks
    hours: HourCounts
    classes: Mapping[EscalationClass, int]
    counted: int


def selected_measures(
    session: Session, viewer: Viewer, *, place_id: int, weeks: int, selection: Selection,
    now: datetime,
) -> SelectedMeasures:  # fmt: skip
    """Asks by week, by hour and by class in the last whole weeks, each narrowed by the selection
    in the two others: a chart shows what else there was to choose.

    Raises:
        Refusal: the viewer may not see the measures of such an office, or no chosen week is shown.
    """
    office = office_for(session, viewer, Permission.MEASURES_SEE, place_id=place_id)
    mondays = whole_weeks(now, ZoneInfo(office.zone), weeks)
    chosen = selection.mondays_of(mondays)
    asks = _asks(session, office, mondays) if selection.needs_rows else None
    hours = measures.hours_of_the_week(
        session, viewer, place_id=place_id, weeks=weeks, now=now, chosen=chosen
    )
    classes = measures.classes_of_the_weeks(
        session, viewer, place_id=place_id, weeks=weeks, now=now, chosen=chosen
    )
    found = measures.office_weeks(session, viewer, place_id=place_id, weeks=weeks, now=now)
    if asks is None:
        return SelectedMeasures(found, hours, classes, 0)
    counted = days_with_contacts(session, office.id, mondays)
    by_week, left_out = selected_asks.by_week(
        selected_asks.selected(asks, selection.without(Part.WEEKS)), mondays, counted
    )
    return SelectedMeasures(
        OfficeWeeks(
            office,
            tuple(
                WeekCounts(week.starts_on, number, week.contacts)
                for week, number in zip(found.weeks, by_week, strict=True)
            ),
            left_out,
        ),
        replace(hours, asks=selected_asks.by_hour(_others(asks, selection, Part.HOUR))),
        selected_asks.by_class(_others(asks, selection, Part.CLASS)),
        len(asks),
    )


def days_with_contacts(session: Session, office_id: int, mondays: Sequence[date]) -> set[date]:
    """The days of these weeks for which contacts were recorded: a rate has no others."""
    cells = weeks_held(
        session, holdings.Part.DAYS, place_id=office_id, first=mondays[0], weeks=len(mondays)
    )
    served = cells[:, holdings.CONTACTS : holdings.BY_CLASS]
    return {mondays[week] + int(day) * DAY for week, day in np.argwhere(served > 0).tolist()}


def _others(asks: Sequence[Ask], selection: Selection, part: Part) -> list[Ask]:
    return selected_asks.selected(asks, selection.without(part))


def _asks(session: Session, office: PlaceRow, mondays: Sequence[date]) -> list[Ask]:
    """Every ask of the office and its teams in these weeks."""
    zone = ZoneInfo(office.zone)
    wanted = {
        "places": places_inside(session, office.path),
        "since": midnight(mondays[0], zone),
        "until": midnight(mondays[-1] + WEEK, zone),
    }
    return [
        selected_asks.ask_of(kind, asked_at.astimezone(zone))
        for kind, asked_at in session.execute(_ASKED, wanted)
    ]
