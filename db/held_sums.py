"""What a change adds to holdings, and takes from them: which cell of which piece, and how much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from db.office_clocks import Office
from db.open_times import COLUMNS
from db.rules import held_waits
from db.rules import holdings as rules
from db.rules.holdings import Part
from db.rules.offsets import DAY, HOUR, offsets_of
from db.rules.packed_counts import Counts
from db.rules.tallies import Ints
from db.rules.timelines import (
    MOMENTS,
    RUNNING,
    SECOND,
    Flags,
    Moments,
    Timelines,
    in_opening_hours,
    lengths,
    settled,
    timelines_of,
)
from db.rules.words import Stage, WaitClock

# The columns of an escalation that holdings are made of.
ASK_COLUMNS = (
    "place_id", "escalation_class", "source", "is_complete", *MOMENTS, *COLUMNS.values(),
)  # fmt: skip
GIFT_COLUMNS = ("place_id", "given_at", "escalation_id")
PROMISE_COLUMNS = (
    "place_id", "ends_at", "kept_at", "broke_at", "closed_at", "times_promised",
)  # fmt: skip
UNKNOWN = -1
# Room for the numbers of pieces beside the key of an office.
PIECE_BITS = 20


@dataclass(frozen=True, slots=True, eq=False)
class Asks:
    """Escalations as far as holdings go, as columns; `times` is -1 to take one back.

    `classes` are places in `CLASS_PLACE`; `open_waits` the seconds of opening hours until each
    stage, and `is_complete` 1 or 0, all below nought where they are not known.
    """

    place_ids: Ints
    classes: Ints
    timelines: Timelines
    open_waits: Mapping[Stage, Ints]
    is_imported: Flags
    is_complete: Ints
    times: Ints

    def kept(self, inside: Flags) -> Asks:
        """Only some of the rows."""
        if inside.all():
            return self
        return Asks(
            self.place_ids[inside],
            self.classes[inside],
            self.timelines.kept(inside),
            {stage: seconds[inside] for stage, seconds in self.open_waits.items()},
            self.is_imported[inside],
            self.is_complete[inside],
            self.times[inside],
        )


@dataclass(frozen=True, slots=True)
class Served:
    """So many contacts more, or fewer, of a place on a day."""

    place_id: int
    served_on: date
    contacts: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A gift, or a promise that is closed: the cells of a week in which it counts."""

    place_id: int
    part: Part
    at: datetime
    cells: tuple[int, ...]
    times: int = 1


@dataclass(slots=True)
class Sums:
    """What is to be added: columns of office, piece, place in the piece, and how much."""

    given: list[tuple[Ints, Ints, Ints, Ints]] = field(default_factory=list)

    def add(self, part: Part, office_ids: Ints, weeks: Ints, cells: Ints, times: Ints) -> None:
        """Add to one cell of a week, in each row of the columns."""
        pieces, rows = np.divmod(weeks, held_waits.WEEKS)
        places = rows * rules.PER_WEEK + part.begins + cells
        self.given.append((office_ids, pieces, places, times))

    def add_waits(self, office_ids: Ints, weeks: Ints, cells: Ints, times: Ints) -> None:
        """Add waits, by the cells of `db.rules.held_waits`."""
        self.given.append((office_ids, weeks // held_waits.WEEKS, cells, times))

    def pieces(self) -> tuple[list[tuple[int, int]], Counts]:
        """Office and number of each piece that changes at all, in one order for everybody, and
        what is added to each.
        """
        columns = [np.zeros((4, 0), np.int64), *map(np.array, self.given)]
        office_ids, pieces, places, times = np.concatenate(columns, axis=1)
        if (times < 0).any():
            office_ids, pieces, places, times = _netted(office_ids, pieces, places, times)
        every = office_ids << PIECE_BITS | pieces
        keys = np.unique(every)
        numbers = np.asarray(np.searchsorted(keys, every))
        found = zip(*(each.tolist() for each in np.divmod(keys, 1 << PIECE_BITS)), strict=True)
        return [*found], Counts(numbers, places, times)


def _netted(*columns: Ints) -> tuple[Ints, ...]:
    """The same without what is taken back as well."""
    *rows, times = columns
    every, places = np.unique(np.stack(rows), axis=1, return_inverse=True)
    found = np.bincount(places.reshape(-1), times).astype(np.int64)
    kept = found != 0
    return (*every[:, kept], found[kept])


def asks_of(rows: Sequence[Mapping[Any, Any]], times: Sequence[int]) -> Asks:
    """What holdings count of escalations with these columns; see `ASK_COLUMNS`."""

    def column(name: str) -> Ints:
        values = (UNKNOWN if row.get(name) is None else int(row[name]) for row in rows)
        return np.fromiter(values, np.int64, len(rows))

    classes = (rules.CLASS_PLACE[row["escalation_class"]] for row in rows)
    return Asks(
        place_ids=column("place_id"),
        classes=np.fromiter(classes, np.int64, len(rows)),
        timelines=timelines_of([Moments(*(row[name] for name in MOMENTS)) for row in rows]),
        open_waits={stage: column(name) for stage, name in COLUMNS.items()},
        is_imported=np.fromiter((bool(row.get("source")) for row in rows), np.bool_, len(rows)),
        is_complete=column("is_complete"),
        times=np.array(times, dtype=np.int64),
    )


def gift_of(row: Mapping[Any, Any]) -> Ended | None:
    """A gift within one's own authority; what a manager gave belongs to its ask."""
    if row["escalation_id"] is not None:
        return None
    cells = (int(rules.OutcomeCell.GIFTS),)
    return Ended(row["place_id"], Part.OUTCOMES, row["given_at"], cells)


def promise_of(row: Mapping[Any, Any], *, times: int = 1) -> Ended | None:
    """A promise, once it is closed: nothing can change it any more."""
    if row["closed_at"] is None:
        return None
    cells = rules.promise_cells(row["kept_at"], row["broke_at"], row["times_promised"])
    decided_at = row["broke_at"] or row["ends_at"]
    return Ended(row["place_id"], Part.PROMISES, decided_at, tuple(cells), times)


def add_asks(sums: Sums, asks: Asks, offices: Mapping[int, Office]) -> None:
    """Add asks at offices: their day, class and hour, outcomes, and the waits that are settled."""
    asks, office_ids, readings = _at_offices(asks, offices)
    days, rest = np.divmod(readings, DAY)
    weeks, weekdays = np.divmod(days - rules.FIRST_DAY, rules.DAYS)
    times = asks.times
    for cells in (rules.ASKS + weekdays, rules.BY_CLASS + asks.classes):
        sums.add(Part.DAYS, office_ids, weeks, cells, times)
    sums.add(Part.HOURS, office_ids, weeks, 24 * weekdays + rest // HOUR, times)
    for counts, cell in rules.outcome_cells(
        asks.timelines, is_imported=asks.is_imported, is_complete=asks.is_complete
    ):
        if counts.any():
            cells = np.full(int(counts.sum()), int(cell))
            sums.add(Part.OUTCOMES, office_ids[counts], weeks[counts], cells, times[counts])
    for measure, (seconds, codes) in _waits(asks):
        over = codes != RUNNING
        cells = held_waits.cells_of(weeks[over], measure, seconds[over], codes[over])
        sums.add_waits(office_ids[over], weeks[over], cells, times[over])


def _at_offices(asks: Asks, offices: Mapping[int, Office]) -> tuple[Asks, Ints, Ints]:
    """The asks at offices and their teams, the key of each office, and what its clock showed at
    the ask, in seconds since 1970.
    """
    place_ids, places = np.unique(asks.place_ids, return_inverse=True)
    found = [offices.get(place_id) for place_id in place_ids.tolist()]
    is_inside = np.array([each is not None for each in found], np.bool_)[places]
    asks, places = asks.kept(is_inside), places[is_inside]
    office_ids = np.array([each[0] if each else 0 for each in found], np.int64)[places]
    readings = np.zeros(places.size, np.int64)
    clocks = [each[1] if each else None for each in found]
    for zone in {each[1] for each in found if each}:
        here = np.array([each is zone for each in clocks], np.bool_)[places]
        readings[here] = readings_of(asks.timelines.asked[here], zone)
    return asks, office_ids, readings


def _waits(asks: Asks) -> Iterator[tuple[int, tuple[Ints, Ints]]]:
    """Seconds and codes of each measure of waiting; see `held_waits.MEASURES`."""
    timelines = asks.timelines
    for stage in Stage:
        wall = lengths(timelines, settled(timelines, timelines.reached(stage)))
        yield held_waits.MEASURES[WaitClock.WALL, stage], wall
        in_hours = in_opening_hours(*wall, asks.open_waits[stage])
        yield held_waits.MEASURES[WaitClock.OPEN, stage], in_hours
    yield held_waits.CAME, lengths(timelines, settled(timelines, timelines.met()))


def readings_of(moments: Ints, zone: ZoneInfo) -> Ints:
    """What the clock showed at moments in microseconds, in seconds since 1970."""
    seconds = moments // SECOND
    if not seconds.size:
        return seconds
    return offsets_of(zone, int(seconds.min()), int(seconds.max())).readings(seconds)


def add_served(sums: Sums, days: Sequence[Served], offices: Mapping[int, Office]) -> None:
    """Add the contacts of days."""
    inside = [day for day in days if day.place_id in offices]
    numbers = np.array([(day.served_on - rules.FIRST_MONDAY).days for day in inside], np.int64)
    weeks, weekdays = np.divmod(numbers, rules.DAYS)
    office_ids = np.array([offices[day.place_id][0] for day in inside], np.int64)
    contacts = np.array([day.contacts for day in inside], np.int64)
    sums.add(Part.DAYS, office_ids, weeks, rules.CONTACTS + weekdays, contacts)


def add_ended(sums: Sums, ended: Ended, offices: Mapping[int, Office]) -> None:
    """Add a gift or a closed promise to its week."""
    office = offices.get(ended.place_id)
    if office is None:
        return
    week = rules.week_number(ended.at.astimezone(office[1]).date())
    for cell in ended.cells:
        office_id, weeks, cells, times = np.array([[office[0]], [week], [cell], [ended.times]])
        sums.add(ended.part, office_id, weeks, cells, times)
