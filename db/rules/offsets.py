"""What clocks of a zone showed, for many moments at once.

A zone is a row of stretches, each with one distance from UTC. Everything is in whole seconds
counted from 1970: of moments in UTC, of readings as the clock itself would count them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from db.rules.tallies import Ints

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY, HOUR = 86_400, 3_600
# No zone has changed its clocks twice within so many seconds, and changed them back.
LOOKED_AT_EVERY = 6 * HOUR
# Whole years are laid out, so that the next question finds them.
YEAR = 366 * DAY


@dataclass(frozen=True, slots=True, eq=False)
class Offsets:
    """Stretches of one distance from UTC: from each of `starts` on, clocks were `east` seconds
    ahead of it, until the next. The first holds before it too, and the last for good.
    """

    starts: Ints
    east: Ints

    def readings(self, moments: Ints) -> Ints:
        """What the clock showed at each moment."""
        return moments + self.east[np.searchsorted(self.starts[1:], moments, side="right")]

    def moments(self, readings: Ints) -> tuple[Ints, NDArray[np.bool_]]:
        """The moment of each reading, and whether it is the only one.

        A reading that was skipped or shown twice is none or two; the moment given for it means
        nothing.
        """
        shown_from = self.starts[1:] + self.east[1:]
        shown_until = self.starts[1:] + self.east[:-1]
        place = np.searchsorted(shown_from, readings, side="right")
        # Twice: the stretch before still showed it. Never: that one was over, this had not begun.
        until = np.concatenate((shown_until, [np.iinfo(np.int64).max]))
        before = np.concatenate(([np.iinfo(np.int64).min], shown_until))
        is_one = (readings < until[place]) & (readings >= before[place])
        return readings - self.east[place], is_one


def offsets_of(zone: tzinfo, first: int, last: int) -> Offsets:
    """The stretches of a zone around the moments from `first` to `last`."""
    return _offsets(zone, (first - DAY) // YEAR, (last + DAY) // YEAR + 1)


@lru_cache(maxsize=256)
def _offsets(zone: tzinfo, first: int, last: int) -> Offsets:
    """The same for whole years, by number."""
    starts, easts = [first * YEAR], [_east(zone, first * YEAR)]
    for moment in range(first * YEAR, last * YEAR, LOOKED_AT_EVERY):
        after = moment + LOOKED_AT_EVERY
        if _east(zone, after) != easts[-1]:
            starts.append(_change(zone, moment, after))
            easts.append(_east(zone, after))
    return Offsets(np.array(starts, dtype=np.int64), np.array(easts, dtype=np.int64))


def _change(zone: tzinfo, before: int, after: int) -> int:
    """The first second at which clocks were as they were after."""
    east = _east(zone, after)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (before, middle) if _east(zone, middle) == east else (middle, after)
    return after


def _east(zone: tzinfo, moment: int) -> int:
    offset = (EPOCH + moment * SECOND).astimezone(zone).utcoffset()
    return 0 if offset is None else offset // SECOND
