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

import numpy as np
from numpy.typing import NDArray

from db.rules.tallies import Ending
from db.rules.words import EscalationClass, EscalationState, HoldingKind, Stage

Cells = NDArray[np.int32]

FIRST_MONDAY = date(1970, 1, 5)
WEEK = timedelta(days=7)
DAYS, HOURS = 7, 168
# Room for classes that are still to come, so that a new one moves no cell.
CLASSES = 16
ASKS, CONTACTS, BY_CLASS = 0, DAYS, 2 * DAYS
PER_WEEK = {
    HoldingKind.DAYS: BY_CLASS + CLASSES,
    HoldingKind.WEEKS: 3,
    HoldingKind.HOURS: HOURS,
}
WEEKS_IN_A_PIECE = {HoldingKind.DAYS: 52, HoldingKind.WEEKS: 52, HoldingKind.HOURS: 13}
WAITS = {
    Stage.ACKNOWLEDGED: HoldingKind.UNTIL_ACKNOWLEDGED,
    Stage.WITH_CUSTOMER: HoldingKind.UNTIL_WITH_CUSTOMER,
    Stage.RESOLVED: HoldingKind.UNTIL_RESOLVED,
}
CLASS_PLACE = {each: place for place, each in enumerate(EscalationClass)}
# Beside the endings: it is over, and nobody kept when.
WITHOUT_TIME = len(Ending)
CODES = WITHOUT_TIME + 1


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


def settled_wait(moments: Moments, stage: Stage) -> tuple[int, int] | None:
    """The wait for a stage in whole seconds and its code, once nothing can change it any more.

    The code is one of `Ending`, or `WITHOUT_TIME`. None says that it still runs.
    """
    reached, left = moments.at(stage), moments.left_at
    if reached and (left is None or reached <= left):
        return _seconds(moments.asked_at, reached), int(Ending.REACHED)
    if left:
        return _seconds(moments.asked_at, left), int(Ending.LEFT)
    ended = moments.withdrawn_at or moments.resolved_at
    if ended:
        return _seconds(moments.asked_at, ended), int(Ending.OPEN)
    return (0, WITHOUT_TIME) if moments.state is EscalationState.RESOLVED else None


def _seconds(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds())


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
