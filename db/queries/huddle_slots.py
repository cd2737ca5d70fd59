"""When huddles come next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from db import access
from db.access import Viewer
from db.rules.huddles import next_slot
from db.tables.huddles import Huddle, HuddleSeries
from db.tables.places import Place


@dataclass(frozen=True, slots=True)
class SlotRow:
    """When a series comes next; `huddle_id` is the huddle if somebody prepared it."""

    series_id: int
    name: str
    place_id: int
    place_name: str
    zone: str
    held_on: date
    at: datetime
    budget_minutes: int
    huddle_id: int | None


def coming_slots(session: Session, viewer: Viewer, *, now: datetime) -> list[SlotRow]:
    """The next slot of each series of the viewer's places that is still to be held, soonest
    first. A slot stays for half an hour after its start, or until its huddle has started.
    """
    places = access.worked_places(viewer).subquery()
    place = aliased(Place, places)
    question = (
        select(HuddleSeries, place)
        .join(place, place.id == HuddleSeries.place_id)
        .where(HuddleSeries.deactivated_at.is_(None))
        .order_by(HuddleSeries.id)
    )
    found = [(series, at) for series, at in session.execute(question)]
    held = _held(session, [series.id for series, _ in found], since=now)
    slots = [_slot(series, at, held.get(series.id, {}), now) for series, at in found]
    return sorted(slots, key=lambda slot: (slot.at, slot.series_id))


def _held(
    session: Session, series_ids: Sequence[int], *, since: datetime
) -> dict[int, dict[date, Huddle]]:
    question = select(Huddle).where(
        Huddle.series_id.in_(series_ids), Huddle.held_on >= since.date() - timedelta(days=2)
    )
    found: dict[int, dict[date, Huddle]] = {}
    for huddle in session.scalars(question):
        found.setdefault(huddle.series_id or 0, {})[huddle.held_on] = huddle
    return found


def _slot(series: HuddleSeries, place: Place, held: dict[date, Huddle], now: datetime) -> SlotRow:
    over = {day for day, huddle in held.items() if huddle.started_at is not None}
    after = now - timedelta(minutes=30)
    day, at = next_slot(series.weekdays, series.starts_at, place.zone, after=after, taken=over)
    prepared = held.get(day)
    return SlotRow(
        series_id=series.id,
        name=series.name,
        place_id=place.id,
        place_name=place.name,
        zone=place.zone,
        held_on=day,
        at=at,
        budget_minutes=series.budget_minutes,
        huddle_id=prepared.id if prepared else None,
    )
