"""Settled waits as they are held: how many had each length, by week, measure and ending.

A wait of any length has its cell, and all measures of waiting lie in one row.
"""

from __future__ import annotations

from dataclasses import dataclass

from db.rules.packed_counts import Counts
from db.rules.tallies import Ints
from db.rules.timelines import CODES, WITHOUT_TIME, Flags
from db.rules.words import Stage, WaitClock

WEEKS = 4
# The six waits for a stage on a clock, and the wait until a manager came at all.
MEASURES = {each: place for place, each in enumerate((clock, stage) for clock in WaitClock
                                                     for stage in Stage)}  # fmt: skip
CAME = len(MEASURES)
# A cell: a mark that keeps it apart from other cells of a row, the week, the measure, the length
# in seconds, and the ending. So a wait may last a thousand years.
_MEASURE, _WEEK, FIRST = 1 << 38, 1 << 42, 1 << 45


@dataclass(frozen=True, slots=True, eq=False)
class HeldWaits:
    """Settled waits of one office and measure: a cell for each week, length and code that occurs.

    `weeks` are numbers of weeks, lengths are in seconds, codes as in `db.rules.timelines`.
    """

    weeks: Ints
    seconds: Ints
    codes: Ints
    counts: Ints

    def until(self, week: int) -> HeldWaits:
        """Those asked before a week, by its number."""
        return self._kept(self.weeks < week)

    def since(self, week: int) -> HeldWaits:
        """Those asked in a week or later, by its number."""
        return self._kept(self.weeks >= week)

    def left_out(self, why: int) -> int:
        """How many are over and have no length, for one of the reasons in `db.rules.timelines`."""
        found = (self.codes == WITHOUT_TIME) & (self.seconds == why)
        return int(self.counts[found].sum())

    def _kept(self, inside: Flags) -> HeldWaits:
        return HeldWaits(
            self.weeks[inside], self.seconds[inside], self.codes[inside], self.counts[inside]
        )


def cells_of(weeks: Ints, measure: int, seconds: Ints, codes: Ints) -> Ints:
    """The cell of each wait in the row of its week."""
    return FIRST + weeks % WEEKS * _WEEK + measure * _MEASURE + seconds * CODES + codes


def held(pieces: Ints, found: Counts, measure: int) -> HeldWaits:
    """The waits of one measure among what some pieces hold, each row with its number."""
    inside = (found.cells >= FIRST) & (found.cells % _WEEK // _MEASURE == measure)
    cells, first = found.cells[inside], pieces[found.rows[inside]] * WEEKS
    weeks = first + (cells - FIRST) // _WEEK
    lengths = cells % _MEASURE
    return HeldWaits(weeks, lengths // CODES, lengths % CODES, found.counts[inside])
