"""Waits in opening hours, measured once: when nothing can change them any more.

They are measured by the opening hours that the office then has, and kept beside the ask, so that
no later change of the hours rewrites what was measured before it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

import numpy as np
from sqlalchemy import BindParameter, Connection, RowMapping, bindparam, select, update

from db.office_clocks import offices_of, path_keys
from db.rules.opening_hours import OpeningHours, open_seconds
from db.rules.places import Stretch
from db.rules.tallies import Ints
from db.rules.timelines import MOMENTS, NEVER, RUNNING, Moments, Timelines, settled, timelines_of
from db.rules.words import Stage
from db.tables.escalations import Escalation
from db.tables.places import Closure, Place
from db.tables.places import OpeningHours as Hours

COLUMNS = {stage: f"open_until_{stage.value}" for stage in Stage}
AT_ONCE = 10_000
# Where no wait in opening hours is known.
UNKNOWN = -1
_OFFICES: BindParameter[int] = bindparam("offices", expanding=True)
_PATHS = select(Place.id, Place.path).where(Place.id.in_(_OFFICES))
_STRETCHES = (
    select(Hours.place_id, Hours.weekday, Hours.opens_at, Hours.closes_at)
    .where(Hours.place_id.in_(_OFFICES))
    .order_by(Hours.id)
)
_CLOSED = select(Closure.place_id, Closure.closed_on).where(
    Closure.place_id.in_(bindparam("above", expanding=True))
)
_KEEP = (
    update(Escalation.__table__)  # type: ignore[arg-type]  # a table, said as any selectable.
    .where(Escalation.id == bindparam("of_id"))
    .values({name: bindparam(f"new_{name}") for name in COLUMNS.values()})
)


def hours_at(connection: Connection, place_ids: Collection[int]) -> dict[int, OpeningHours]:
    """The opening hours of the office of each place as they stand; a place above offices has
    none and is not there.
    """
    offices = offices_of(connection, place_ids)
    wanted = {"offices": sorted({office_id for office_id, _ in offices.values()})}
    stretches: defaultdict[int, list[Stretch]] = defaultdict(list)
    for office_id, weekday, opens_at, closes_at in connection.execute(_STRETCHES, wanted):
        stretches[office_id].append(Stretch(weekday, opens_at, closes_at))
    closed = _closed(connection, wanted["offices"])
    by_office = {
        office_id: OpeningHours(tuple(stretches[office_id]), zone, closed[office_id])
        for office_id, zone in set(offices.values())
    }
    return {place_id: by_office[office_id] for place_id, (office_id, _) in offices.items()}


def _closed(connection: Connection, office_ids: Sequence[int]) -> dict[int, frozenset[date]]:
    """The days on which each office is closed on purpose, itself or with a place above it."""
    found = connection.execute(_PATHS, {"offices": office_ids})
    above = {office_id: path_keys(path) for office_id, path in found}
    every = {key for keys in above.values() for key in keys}
    days: defaultdict[int, set[date]] = defaultdict(set)
    for place_id, closed_on in connection.execute(_CLOSED, {"above": sorted(every)}):
        days[place_id].add(closed_on)
    return {
        office_id: frozenset().union(*(days[key] for key in keys))
        for office_id, keys in above.items()
    }


def measured(asks: Timelines, hours: OpeningHours | None) -> dict[Stage, Ints]:
    """Seconds of opening hours until each stage, of asks at one office; UNKNOWN while a wait
    runs, where its length is not known, and where there are no hours.
    """
    found = {stage: np.full(asks.asked.size, UNKNOWN) for stage in Stage}
    if hours is None or not hours.stretches:
        return found
    for stage, seconds in found.items():
        ends = settled(asks, asks.reached(stage))
        told = (ends.codes != RUNNING) & (ends.at != NEVER) & (ends.at >= asks.asked)
        seconds[told] = open_seconds(asks.asked[told], ends.at[told], hours)
    return found


def measured_at(
    asks: Timelines, place_ids: Ints, hours: Mapping[int, OpeningHours]
) -> dict[Stage, Ints]:
    """The same for asks of many places; see `hours_at`."""
    found = {stage: np.full(asks.asked.size, UNKNOWN) for stage in Stage}
    for place_id in np.unique(place_ids).tolist():
        if place_id not in hours or not hours[place_id].stretches:
            continue
        inside = place_ids == place_id
        for stage, seconds in measured(asks.kept(inside), hours[place_id]).items():
            found[stage][inside] = seconds
    return found


def measure_what_is_missing(connection: Connection) -> None:
    """Measure the waits that a record from before this measure holds, by the hours of today."""
    columns = [getattr(Escalation, name) for name in ("id", "place_id", *MOMENTS)]
    nothing = [getattr(Escalation, name).is_(None) for name in COLUMNS.values()]
    question = select(*columns).where(*nothing, Escalation.id > bindparam("last"))
    last = 0
    while True:
        found = connection.execute(question.order_by(Escalation.id).limit(AT_ONCE), {"last": last})
        rows = found.mappings().all()
        if not rows:
            return
        _measure(connection, rows)
        last = rows[-1]["id"]


def _measure(connection: Connection, rows: Sequence[RowMapping]) -> None:
    asks = timelines_of([Moments(*(row[name] for name in MOMENTS)) for row in rows])
    place_ids = np.array([row["place_id"] for row in rows])
    waits = measured_at(asks, place_ids, hours_at(connection, {*place_ids.tolist()}))
    known = {f"new_{COLUMNS[stage]}": told(seconds) for stage, seconds in waits.items()}
    kept = [
        {"of_id": row["id"]} | {name: values[place] for name, values in known.items()}
        for place, row in enumerate(rows)
    ]
    connection.execute(_KEEP, kept)


def told(seconds: Ints) -> list[int | None]:
    """The seconds as they are kept: nothing where they are not known."""
    return [None if each == UNKNOWN else each for each in seconds.tolist()]
