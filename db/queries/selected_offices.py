"""Every office for a selection: from what is held for weeks, else from the rows of the selection
alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import select

from db.queries.held import weeks_held
from db.queries.measures import OfficeTotals, office_totals
from db.queries.narrowing import among
from db.queries.offices import office_of_places
from db.queries.selected import days_with_contacts
from db.rules import holdings
from db.rules.holdings import Part
from db.rules.selections import spans_of
from db.rules.spans import whole_weeks
from db.rules.words import EscalationClass
from db.tables.escalations import Escalation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.places import PlaceRow
    from db.rules.selections import Selection


def selected_totals(
    session: Session, viewer: Viewer, *, weeks: int, selection: Selection, now: datetime,
    zone: str,
) -> list[OfficeTotals]:  # fmt: skip
    """All chosen weeks together of every office whose measures the viewer may see; `zone` is the
    clock by which weeks count as over.

    Raises:
        Refusal: no chosen week is shown.
    """
    mondays = whole_weeks(now, ZoneInfo(zone), weeks)
    chosen = selection.mondays_of(mondays) if selection.weeks else None
    every = office_totals(session, viewer, weeks=weeks, now=now, chosen=chosen)
    if not selection.needs_rows:
        return every
    mondays_of = {
        each: chosen or whole_weeks(now, ZoneInfo(each), weeks)
        for each in {totals.office.zone for totals in every}
    }
    # Asks on days without contacts are in no rate, and days are held neither by class nor by hour.
    held = [each for each in every if _is_held(selection) and not each.left_out]
    found = {
        each.office.id: _held(session, each, selection, mondays_of[each.office.zone])
        for each in held
    }
    others = [each for each in every if each.office.id not in found]
    asks = _asks(session, [each.office for each in others], selection, mondays_of)
    for each in others:
        own, mondays = asks[each.office.id], mondays_of[each.office.zone]
        found[each.office.id] = _narrowed(session, each, own, mondays)
    return [found[each.office.id] for each in every]


def _is_held(selection: Selection) -> bool:
    """Whether a class alone is chosen, or an hour alone: both together are held nowhere."""
    return selection.hour is None or selection.escalation_class is None


def _held(
    session: Session, totals: OfficeTotals, selection: Selection, mondays: list[date]
) -> OfficeTotals:
    """The totals of an office with the asks of the selection, from what is held by week."""
    if selection.hour is not None:
        part, (day, hour) = Part.HOURS, selection.hour
        place = 24 * day + hour
    else:
        part = Part.DAYS
        place = (
            holdings.BY_CLASS
            + holdings.CLASS_PLACE[selection.escalation_class or EscalationClass.ABOVE]
        )
    cells = weeks_held(
        session, part, place_id=totals.office.id, first=mondays[0], weeks=len(mondays)
    )
    return replace(totals, escalations=int(cells[:, place].sum()))


def _asks(
    session: Session,
    offices: Sequence[PlaceRow],
    selection: Selection,
    mondays_of: dict[str, list[date]],
) -> dict[int, Counter[date]]:
    """How many asks of the selection came at each office on each of its days."""
    office_of = office_of_places(session, offices)
    found: defaultdict[int, Counter[date]] = defaultdict(Counter)
    zone_of = {office.id: office.zone for office in offices}
    for name, mondays in mondays_of.items():
        zone = ZoneInfo(name)
        spans = spans_of(selection, mondays, zone, days=None)
        here = {each for each, office_id in office_of.items() if zone_of[office_id] == name}
        question = select(Escalation.place_id, Escalation.asked_at).where(among(spans, selection))
        if selection.hour is None:
            # Weeks on end are found by place and moment; the hours of many weeks by moment alone.
            question = question.where(Escalation.place_id.in_(here))
        for place_id, asked_at in session.execute(question):
            if place_id in here:
                found[office_of[place_id]][asked_at.astimezone(zone).date()] += 1
    return found


def _narrowed(
    session: Session, totals: OfficeTotals, asks: Counter[date], mondays: list[date]
) -> OfficeTotals:
    """The totals of an office with the asks of the selection, by its days."""
    if not totals.left_out:
        return replace(totals, escalations=asks.total())
    served = days_with_contacts(session, totals.office.id, mondays)
    counted = sum(times for day, times in asks.items() if day in served)
    return replace(totals, escalations=counted, left_out=asks.total() - counted)
