"""Waits counted by whole second: the common ground of every figure about waiting.

A curve needs only how many waits ended, and how, at each length. Counting first makes a million
waits a few milliseconds' work, and lets resampling change counts instead of copying rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from db.rules.refusals import Refusal

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# Counting into a dense row of seconds costs memory for every second of the longest wait. Beyond
# this many seconds per wait, sorting the distinct lengths is the cheaper way.
DENSE_SECONDS_PER_WAIT = 4
DENSE_SECONDS_ALWAYS = 1 << 20
SHOWN = 0.98
MOST_STEPS = 120


class Ending(IntEnum):
    """How a wait stands; the numbers are the codes that the arrays carry."""

    OPEN = 0
    REACHED = 1
    LEFT = 2


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Waits counted by length: four arrays of one length, `times` in ascending whole seconds."""

    times: Ints
    reached: Ints
    left: Ints
    open: Ints

    @property
    def at_risk(self) -> Ints:
        """How many waits lasted at least that long. Ends at one length all count as at risk."""
        ends = self.reached + self.left + self.open
        return np.cumsum(ends[::-1])[::-1]

    @property
    def total(self) -> int:
        """How many waits were counted."""
        return int(self.reached.sum() + self.left.sum() + self.open.sum())


def tally(durations: ArrayLike, codes: ArrayLike) -> Tally:
    """Count waits by length; `durations` in whole seconds, `codes` as in `Ending`.

    Raises:
        Refusal: a duration is negative or not whole, a code is unknown, or the lengths differ.
    """
    seconds, endings = checked_waits(durations, codes)
    if seconds.size == 0:
        return tally_of_rows(np.zeros(0, np.int64), np.zeros((0, len(Ending)), np.int64))
    span = int(seconds.max()) + 1
    if span <= max(DENSE_SECONDS_ALWAYS, DENSE_SECONDS_PER_WAIT * seconds.size):
        return tally_of_rows(np.arange(span), _rows(seconds, endings, span))
    times, places = np.unique(seconds, return_inverse=True)
    return tally_of_rows(times, _rows(places, endings, times.size))


def tally_of_rows(times: Ints, rows: Ints) -> Tally:
    """Make a tally of counts shaped (times, endings), leaving out lengths at which none ended."""
    held = np.flatnonzero(rows.any(axis=1))
    kept = rows[held]
    return Tally(
        times=times[held].astype(np.int64),
        reached=kept[:, Ending.REACHED],
        left=kept[:, Ending.LEFT],
        open=kept[:, Ending.OPEN],
    )


def spread_lengths(counted: Tally, *, up_to: float = SHOWN) -> Ints:
    """0 and the lengths at which somebody was reached, thinned evenly where there are many.

    Up to where the share `up_to` of those were: what comes after 98 in a hundred is a long flat
    line. Nobody reached gives the beginning and the end; nobody at all gives nothing.
    """
    if not counted.times.size:
        return counted.times
    reached = np.cumsum(counted.reached)
    if not reached[-1]:
        return np.array([0, int(counted.times[-1])], dtype=np.int64)
    last = int(np.searchsorted(reached, up_to * reached[-1]))
    times = counted.times[: last + 1][counted.reached[: last + 1] > 0]
    if times.size > MOST_STEPS - 1:
        places = np.linspace(0, times.size - 1, MOST_STEPS - 1).round().astype(np.int64)
        times = times[places]
    return np.unique(np.concatenate(([0], times)))


def checked_waits(durations: ArrayLike, codes: ArrayLike) -> tuple[Ints, Ints]:
    """The same waits as two arrays of whole numbers.

    Raises:
        Refusal: a duration is negative or not whole, a code is unknown, or the lengths differ.
    """
    seconds, endings = whole_numbers(durations, "Waits"), whole_numbers(codes, "Endings")
    if seconds.size != endings.size:
        raise Refusal(f"{seconds.size} waits came with {endings.size} endings; give one for each.")
    if seconds.size and int(seconds.min()) < 0:
        raise Refusal(f"A wait of {int(seconds.min())} seconds ends before it starts; correct it.")
    if endings.size and not 0 <= int(endings.min()) <= int(endings.max()) <= max(Ending):
        raise Refusal("An ending is 0 for still open, 1 for reached or 2 for left; nothing else.")
    return seconds, endings


def whole_numbers(values: ArrayLike, name: str) -> Ints:
    """One row of whole numbers.

    Raises:
        Refusal: the values are not one row, or not whole numbers.
    """
    array = np.asarray(values)
    if array.ndim != 1:
        raise Refusal(f"{name} are one row of whole numbers.")
    if array.size and array.dtype.kind not in "iub":
        raise Refusal(f"{name} are whole numbers; round them where they are measured.")
    return array.astype(np.int64, copy=False)


def _rows(places: Ints, endings: Ints, length: int) -> Ints:
    kinds = len(Ending)
    counted = np.bincount(places * kinds + endings, minlength=kinds * length)
    return counted.reshape(length, kinds).astype(np.int64, copy=False)
