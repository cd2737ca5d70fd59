"""Holdings: what screens show is kept in arrays of one size, however many rows there are.

Weeks are numbered from Monday 5 January 1970 on the office's own clock. A piece of a holding
covers a fixed number of weeks and has a fixed number of cells; only waits are kept as pairs of a
length and how many had it, a week at a time. All numbers are whole, four bytes each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from db.rules.tallies import Ending
from db.rules.words import EscalationClass, EscalationState, HoldingKind, Stage, WaitClock

Cells = NDArray[np.int32]

FIRST_MONDAY = date(1970, 1, 5)
WEEK = timedelta(days=7)
DAYS, HOURS = 7, 168
# Room for classes that are still to come, so that a new one moves no cell.
CLASSES = 16
ASKS, CONTACTS, BY_CLASS = 0, DAYS, 2 * DAYS


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


PER_WEEK = {
    HoldingKind.DAYS: BY_CLASS + CLASSES,
    HoldingKind.WEEKS: 3,
    HoldingKind.HOURS: HOURS,
    HoldingKind.OUTCOMES: len(OutcomeCell),
    HoldingKind.PROMISES: len(PromiseCell),
}
WEEKS_IN_A_PIECE = {
    HoldingKind.DAYS: 52,
    HoldingKind.WEEKS: 52,
    HoldingKind.HOURS: 13,
    HoldingKind.OUTCOMES: 52,
    HoldingKind.PROMISES: 52,
}
WAITS = {
    (WaitClock.WALL, Stage.ACKNOWLEDGED): HoldingKind.UNTIL_ACKNOWLEDGED,
    (WaitClock.WALL, Stage.WITH_CUSTOMER): HoldingKind.UNTIL_WITH_CUSTOMER,
    (WaitClock.WALL, Stage.RESOLVED): HoldingKind.UNTIL_RESOLVED,
    (WaitClock.OPEN, Stage.ACKNOWLEDGED): HoldingKind.OPEN_UNTIL_ACKNOWLEDGED,
    (WaitClock.OPEN, Stage.WITH_CUSTOMER): HoldingKind.OPEN_UNTIL_WITH_CUSTOMER,
    (WaitClock.OPEN, Stage.RESOLVED): HoldingKind.OPEN_UNTIL_RESOLVED,
}
CLASS_PLACE = {each: place for place, each in enumerate(EscalationClass)}
# Beside the endings: it is over, and how long it was is not known. The length then says why:
# nobody kept the moment, no opening hours were known, or the clock ran backwards.
WITHOUT_TIME = len(Ending)
CODES = WITHOUT_TIME + 1
NO_MOMENT, NO_HOURS, BACKWARDS = range(3)


@dataclass(frozen=True, slots=True)
class Moments:
    """What an escalation says about waits."""

    asked_at: datetime
    acknowledged_at: datetime | None
    with_customer_at: datetime | None
    resolved_at: datetime | None
    left_at: datetime | None
    withdrawn_at: datetime | None
    state: EscalationState

    def at(self, stage: Stage) -> datetime | None:
        """When the stage was reached."""
        if stage is Stage.ACKNOWLEDGED:
            return self.acknowledged_at
        return self.with_customer_at if stage is Stage.WITH_CUSTOMER else self.resolved_at


def week_number(day: date) -> int:
    """The number of the week that a day lies in."""
    return (day - FIRST_MONDAY).days // DAYS


def monday_of(week: int) -> date:
    """The Monday of a week by its number."""
    return FIRST_MONDAY + WEEK * week


def piece_and_row(kind: HoldingKind, week: int) -> tuple[int, int]:
    """Which piece of a holding a week lies in, and which row of it is the week's."""
    return divmod(week, WEEKS_IN_A_PIECE[kind])


def settled(moments: Moments, stage: Stage) -> tuple[datetime | None, Ending] | None:
    """When the wait for a stage ended and how, once nothing can change it any more.

    No moment says that it is over and nobody kept when; None says that it still runs.
    """
    return _settled(moments, moments.at(stage))


def settled_wait(moments: Moments, stage: Stage) -> tuple[int, int] | None:
    """The settled wait for a stage in whole seconds, and its code; None while it still runs.

    The code is one of `Ending`, or `WITHOUT_TIME`: then the length says why there is none.
    """
    return _length(moments, settled(moments, stage))


def settled_open_wait(
    moments: Moments, stage: Stage, seconds: int | None
) -> tuple[int, int] | None:
    """The same in opening hours, of which it lasted so many seconds; None where none were known."""
    wait = settled_wait(moments, stage)
    if wait is None or wait[1] == WITHOUT_TIME:
        return wait
    return (NO_HOURS, WITHOUT_TIME) if seconds is None else (seconds, wait[1])


def settled_came(moments: Moments) -> tuple[int, int] | None:
    """The settled wait until a manager came: was with the customer, or resolved it from afar."""
    return _length(moments, _settled(moments, moments.with_customer_at or moments.resolved_at))


def outcome_cells(moments: Moments, *, is_imported: bool, is_complete: bool | None) -> list[int]:
    """What an ask counts as; see `OutcomeCell`."""
    if is_imported:
        cells = [OutcomeCell.IMPORTED]
    elif moments.withdrawn_at or moments.state is EscalationState.WITHDRAWN:
        cells = [OutcomeCell.WITHDRAWN]
    else:
        cells = [OutcomeCell.ASKS]
    if moments.state is EscalationState.RESOLVED:
        said = {True: OutcomeCell.COMPLETE, False: OutcomeCell.NOT_COMPLETE}
        cells.append(OutcomeCell.NOT_SAID if is_complete is None else said[is_complete])
    return [int(each) for each in cells]


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


def _settled(moments: Moments, reached: datetime | None) -> tuple[datetime | None, Ending] | None:
    left = moments.left_at
    if reached and (left is None or reached <= left):
        return reached, Ending.REACHED
    if left:
        return left, Ending.LEFT
    ended = moments.withdrawn_at or moments.resolved_at
    if ended or moments.state is EscalationState.RESOLVED:
        return ended, Ending.OPEN
    return None


def _length(
    moments: Moments, found: tuple[datetime | None, Ending] | None
) -> tuple[int, int] | None:
    if found is None:
        return None
    ended, ending = found
    if ended is None:
        return NO_MOMENT, WITHOUT_TIME
    if ended < moments.asked_at:
        return BACKWARDS, WITHOUT_TIME
    return int((ended - moments.asked_at).total_seconds()), int(ending)


def cells(kind: HoldingKind, packed: bytes | None) -> Cells:
    """The cells of a piece by week, to be written to; a piece that is not there is all zeros."""
    shape = (WEEKS_IN_A_PIECE[kind], PER_WEEK[kind])
    if not packed:
        return np.zeros(shape, dtype="<i4")
    return np.frombuffer(packed, dtype="<i4").reshape(shape).copy()


def added(kind: HoldingKind, packed: bytes | None, by_cell: Mapping[int, int]) -> bytes:
    """A piece with so much added to some of its cells, numbered row by row."""
    piece = cells(kind, packed)
    flat = piece.reshape(-1)
    flat[list(by_cell)] += np.array(list(by_cell.values()), dtype=np.int32)
    return piece.tobytes()


def weeks_of_days(days: bytes) -> bytes:
    """What a rate is made of, by week: asks that count, contacts, and asks left out.

    Only the days count for which contacts were recorded: asks of the others have nothing to be
    compared with.
    """
    piece = cells(HoldingKind.DAYS, days)
    asks, contacts = piece[:, ASKS:CONTACTS], piece[:, CONTACTS:BY_CLASS]
    counted = np.where(contacts > 0, asks, 0).sum(axis=1)
    weeks = np.stack((counted, contacts.sum(axis=1), asks.sum(axis=1) - counted), axis=1)
    return weeks.astype("<i4").tobytes()


def waits_added(packed: bytes | None, by_wait: Mapping[tuple[int, int], int]) -> bytes:
    """The waits of one week with so many more of some; those of which none are left fall away."""
    found = Counter(held_waits(packed or b""))
    found.update(by_wait)
    rows = [(s * CODES + code, n) for (s, code), n in sorted(found.items()) if n]
    return np.array(rows, dtype="<i4").tobytes()


def held_waits(packed: bytes) -> dict[tuple[int, int], int]:
    """How many waits of one week had each length in seconds and code."""
    keys, counts = wait_cells([packed])
    return {divmod(key, CODES): n for key, n in zip(keys.tolist(), counts.tolist(), strict=True)}


def wait_cells(pieces: Iterable[bytes]) -> tuple[Cells, Cells]:
    """The cells of several weeks one after another: length times four plus code, and count."""
    both = np.frombuffer(b"".join(pieces), dtype="<i4").reshape(-1, 2)
    return both[:, 0], both[:, 1]
