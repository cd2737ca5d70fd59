"""Holdings: what screens show is kept in rows of a bounded size, however many asks there are.

Weeks are numbered from Monday 5 January 1970 on the office's own clock. What happened at an office
in four weeks lies in one row of packed counts: for each week the cells of each part, and the waits
by their lengths (`db.rules.held_waits`). So a change writes one row. What a rate is made of lies
beside it by the year, because screens want it of every office at once.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import Enum, IntEnum

import numpy as np
from numpy.typing import NDArray

from db.rules import held_waits
from db.rules.packed_counts import Counts
from db.rules.tallies import Ints
from db.rules.timelines import NEVER, Flags, Timelines
from db.rules.words import EscalationClass

Cells = NDArray[np.int32]

FIRST_MONDAY = date(1970, 1, 5)
# Days from the first of January on.
FIRST_DAY = (FIRST_MONDAY - date(1970, 1, 1)).days
WEEK = timedelta(days=7)
DAYS = 7
# Where the asks of each day, the contacts of each day and the asks of each class begin among the
# days of a week. There is room for classes that are still to come, so that none moves a cell.
ASKS, CONTACTS, BY_CLASS = 0, DAYS, 2 * DAYS
RATES, YEAR = 3, 52


class OutcomeCell(IntEnum):
    """What a week of outcomes counts, by when the gift was given or the ask asked.

    Gifts are those within one's own authority, at the counter; asks are all that were neither
    withdrawn nor imported. Of the resolved asks, whether it was complete for the customer.
    """

    GIFTS = 0
    ASKS = 1
    WITHDRAWN = 2
    IMPORTED = 3
    COMPLETE = 4
    NOT_COMPLETE = 5
    NOT_SAID = 6


class PromiseCell(IntEnum):
    """What a week of promises counts, each by the end of the window that decided."""

    KEPT = 0
    LATE = 1
    MISSED = 2
    AGAIN_IN_TIME = 3


class Part(Enum):
    """What the cells of a week count: where the part begins, and for how many cells it has room."""

    DAYS = (0, 30)
    HOURS = (30, 168)
    OUTCOMES = (198, 16)
    PROMISES = (214, 8)

    @property
    def begins(self) -> int:
        """The first of its cells in a week."""
        return self.value[0]

    @property
    def ends(self) -> int:
        """The first cell after it."""
        return sum(self.value)


PER_WEEK = sum(Part.PROMISES.value)
CLASS_PLACE = {each: place for place, each in enumerate(EscalationClass)}


def week_number(day: date) -> int:
    """The number of the week that a day lies in."""
    return (day - FIRST_MONDAY).days // DAYS


def monday_of(week: int) -> date:
    """The Monday of a week by its number."""
    return FIRST_MONDAY + WEEK * week


def outcome_cells(
    asks: Timelines, *, is_imported: Flags, is_complete: Ints
) -> list[tuple[Flags, OutcomeCell]]:
    """Which asks count in which cell; see `OutcomeCell`. `is_complete` is 1, 0, or less where
    nobody said.
    """
    withdrawn = ~is_imported & ((asks.withdrawn != NEVER) | asks.is_withdrawn)
    resolved = asks.is_resolved
    return [
        (is_imported, OutcomeCell.IMPORTED),
        (withdrawn, OutcomeCell.WITHDRAWN),
        (~is_imported & ~withdrawn, OutcomeCell.ASKS),
        (resolved & (is_complete > 0), OutcomeCell.COMPLETE),
        (resolved & (is_complete == 0), OutcomeCell.NOT_COMPLETE),
        (resolved & (is_complete < 0), OutcomeCell.NOT_SAID),
    ]


def promise_cells(
    kept_at: datetime | None, broke_at: datetime | None, times_promised: int
) -> list[int]:
    """What a closed promise counts as; see `PromiseCell`."""
    if kept_at is None:
        return [int(PromiseCell.MISSED)]
    if broke_at is not None:
        return [int(PromiseCell.LATE)]
    again = [int(PromiseCell.AGAIN_IN_TIME)] if times_promised > 1 else []
    return [int(PromiseCell.KEPT), *again]


def cells_of(found: Counts, rows: int, part: Part) -> Cells:
    """The cells of one part in so many rows of four weeks: row, week, cell."""
    weeks, cells = np.divmod(found.cells, PER_WEEK)
    inside = (weeks < held_waits.WEEKS) & (cells >= part.begins) & (cells < part.ends)
    counted = np.zeros((rows, held_waits.WEEKS, part.ends - part.begins), np.int32)
    places = found.rows[inside], weeks[inside], cells[inside] - part.begins
    counted[places] = found.counts[inside]
    return counted


def rates_of(days: Cells) -> Cells:
    """What a rate is made of, by week: asks that count, contacts, and asks left out.

    Only the days count for which contacts were recorded: asks of the others have nothing to be
    compared with.
    """
    asks, contacts = days[..., ASKS:CONTACTS], days[..., CONTACTS:BY_CLASS]
    counted = np.where(contacts > 0, asks, 0).sum(axis=-1)
    left_out = asks.sum(axis=-1) - counted
    return np.stack((counted, contacts.sum(axis=-1), left_out), axis=-1).astype(np.int32)


def year_of(packed: bytes) -> Cells:
    """The rates of 52 weeks, to be written to; a year that is not there is all zeros."""
    if not packed:
        return np.zeros((YEAR, RATES), dtype="<i4")
    return np.frombuffer(packed, dtype="<i4").reshape(YEAR, RATES).copy()
