"""Every office for a selection: from what is held for weeks, else from the rows of the selection
alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import select

from db.queries.measures import OfficeTotals, office_totals
from db.queries.narrowing import among
from db.queries.offices import office_of_places
from db.queries.selected import days_with_contacts
from db.rules.selections import spans_of
from db.rules.spans import whole_weeks
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
    offices = [each.office for each in every]
    mondays_of = {
        each: chosen or whole_weeks(now, ZoneInfo(each), weeks)
        for each in {office.zone for office in offices}
    }
    asks = _asks(session, offices, selection, mondays_of)
    return [
        _narrowed(session, each, asks[each.office.id], mondays_of[each.office.zone])
        for each in every
    ]


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
        question = select(Escalation.place_id, Escalation.asked_at).where(among(spans, selection))
        for place_id, asked_at in session.execute(question):
            office_id = office_of.get(place_id)
            if office_id is not None and zone_of[office_id] == name:
                found[office_id][asked_at.astimezone(zone).date()] += 1
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
