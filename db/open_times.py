"""Waits in opening hours, measured once: when nothing can change them any more.

They are measured by the opening hours that the office then has, and kept beside the ask, so that
no later change of the hours rewrites what was measured before it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, select, update

from db.rules.holdings import Moments, settled
from db.rules.opening_hours import SECOND, OpeningHours, open_times
from db.rules.places import Stretch
from db.rules.spans import Span
from db.rules.words import PlaceKind, Stage
from db.tables.escalations import Escalation
from db.tables.places import Closure, Place
from db.tables.places import OpeningHours as Hours

COLUMNS = {stage: f"open_until_{stage.value}" for stage in Stage}
AT_ONCE = 10_000
_MOMENTS = tuple(each.name for each in fields(Moments))
_PATH = select(Place.path).where(Place.id == bindparam("place_id"))
_ABOVE = Place.id.in_(bindparam("above", expanding=True))
_OFFICE = select(Place.id, Place.zone).where(_ABOVE, Place.kind == PlaceKind.OFFICE)
_STRETCHES = select(Hours.weekday, Hours.opens_at, Hours.closes_at).where(
    Hours.place_id == bindparam("office_id")
)
_CLOSED = select(Closure.closed_on).where(Closure.place_id.in_(bindparam("above", expanding=True)))
_KEEP = (
    update(Escalation.__table__)  # type: ignore[arg-type]  # a table, said as any selectable.
    .where(Escalation.id == bindparam("of_id"))
    .values({name: bindparam(f"new_{name}") for name in COLUMNS.values()})
)


def hours_of_places(connection: Connection) -> Callable[[int], OpeningHours | None]:
    """A function from a place to the opening hours of its office as they stand; None without."""

    @cache
    def hours_of(place_id: int) -> OpeningHours | None:
        path = connection.scalar(_PATH, {"place_id": place_id}) or ""
        above = [int(key) for key in path.strip("/").split("/") if key]
        office = connection.execute(_OFFICE, {"above": above}).first()
        if office is None:
            return None
        rows = connection.execute(_STRETCHES, {"office_id": office[0]})
        stretches = tuple(Stretch(*row) for row in rows)
        closed = connection.execute(_CLOSED, {"above": above}).scalars()
        return OpeningHours(stretches, ZoneInfo(office[1]), frozenset(closed))

    return hours_of


def measured(asks: Sequence[Moments], hours: OpeningHours | None) -> list[tuple[int | None, ...]]:
    """Seconds of opening hours until each stage, of asks at one office; None while a wait runs,
    where its length is not known, and where there are no hours.
    """
    found: list[list[int | None]] = [[None] * len(Stage) for _ in asks]
    if hours is None or not hours.stretches:
        return [tuple(each) for each in found]
    wanted = [
        (row, column, Span(ask.asked_at, ended[0]))
        for row, ask in enumerate(asks)
        for column, stage in enumerate(Stage)
        if (ended := settled(ask, stage)) and ended[0] and ended[0] >= ask.asked_at
    ]
    lengths = open_times([span for _, _, span in wanted], hours)
    for (row, column, _), length in zip(wanted, lengths, strict=True):
        found[row][column] = length // SECOND
    return [tuple(each) for each in found]


def measure_rows(connection: Connection, rows: Iterable[dict[str, Any]]) -> None:
    """Write the measured waits into columns that are about to be inserted."""
    by_place: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_place[row["place_id"]].append(row)
    hours_of = hours_of_places(connection)
    for place_id, inside in by_place.items():
        asks = [Moments(*(row[name] for name in _MOMENTS)) for row in inside]
        for row, waits in zip(inside, measured(asks, hours_of(place_id)), strict=True):
            row.update(zip(COLUMNS.values(), waits, strict=True))


def measured_at(
    connection: Connection, asks: Sequence[tuple[int, Moments]]
) -> list[tuple[int | None, ...]]:
    """The same for asks of many places, each with its moments, in the order given."""
    by_place: defaultdict[int, list[int]] = defaultdict(list)
    for number, (place_id, _) in enumerate(asks):
        by_place[place_id].append(number)
    hours_of = hours_of_places(connection)
    found: list[tuple[int | None, ...]] = [()] * len(asks)
    for place_id, numbers in by_place.items():
        waits = measured([asks[number][1] for number in numbers], hours_of(place_id))
        for number, each in zip(numbers, waits, strict=True):
            found[number] = each
    return found


def measure_what_is_missing(connection: Connection) -> None:
    """Measure the waits that a record from before this measure holds, by the hours of today."""
    columns = [getattr(Escalation, name) for name in ("id", "place_id", *_MOMENTS)]
    nothing = [getattr(Escalation, name).is_(None) for name in COLUMNS.values()]
    question = select(*columns).where(*nothing, Escalation.id > bindparam("last"))
    last = 0
    while True:
        found = connection.execute(question.order_by(Escalation.id).limit(AT_ONCE), {"last": last})
        rows = [dict(each) for each in found.mappings()]
        if not rows:
            return
        measure_rows(connection, rows)
        connection.execute(_KEEP, [_new(row) for row in rows])
        last = rows[-1]["id"]


def _new(row: dict[str, Any]) -> dict[str, Any]:
    return {"of_id": row["id"]} | {f"new_{name}": row[name] for name in COLUMNS.values()}
