"""How everybody who asked stood after so many seconds: plain counts beside the curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from db.rules.resampling import ClusteredWaits
from db.rules.tallies import Ints, Tally


@dataclass(frozen=True, slots=True)
class ByThen:
    """Of all who asked: `reached` or `left` within `seconds`, that second included; `longer` had
    waited more than that; of `open` nothing more is known, because they ended without the stage
    or asked so lately. The four are everybody.

    They are counts and no shares of the curve: that one reckons with what the open ones may still
    become.
    """

    seconds: int
    reached: int
    left: int
    longer: int
    open: int


def by_then(waits: ClusteredWaits, within: Sequence[int]) -> tuple[ByThen, ...]:
    """The counts after each of the lengths, in their order."""
    counted = waits.drawn(np.ones(waits.clusters, dtype=np.int64))
    return tuple(_after(counted, seconds) for seconds in within)


def _after(counted: Tally, seconds: int) -> ByThen:
    end = int(np.searchsorted(counted.times, seconds, side="right"))

    def within(ends: Ints) -> int:
        return int(ends[:end].sum())

    reached, left, still = (within(each) for each in (counted.reached, counted.left, counted.open))
    return ByThen(seconds, reached, left, counted.total - reached - left - still, still)
