"""The run rules of control charts: which points are more than the usual variation.

The rules, their priority and their labels are those of the NHS *Making Data Count* programme as
the R package NHSRplotthedots 0.2.2 draws them. Every point of a pattern is flagged, backwards too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from db.rules.tallies import Floats

Flags = NDArray[np.bool_]
Signs = NDArray[np.int8]

SHIFT_POINTS = 7
TREND_STEPS = 6
WINDOW = 3
NEAR_IN_WINDOW = 2


class Signal(StrEnum):
    """What a point is part of; stored with the reference's own labels."""

    COMMON_CAUSE = "Common Cause"
    ABOVE_LIMIT = "Above UCL"
    BELOW_LIMIT = "Below LCL"
    RISING = "7 Point Trend (Increasing)"
    FALLING = "7 Point Trend (Decreasing)"
    TWO_IN_THREE_ABOVE = "2 in 3 Above CL"
    TWO_IN_THREE_BELOW = "2 in 3 Below CL"
    SHIFT_ABOVE = "7 Points Above CL"
    SHIFT_BELOW = "7 Points Below CL"

    @property
    def sign(self) -> int:
        """1 for a signal upwards, -1 for one downwards, 0 for none."""
        if self is Signal.COMMON_CAUSE:
            return 0
        return 1 if self in UPWARDS else -1


UPWARDS = frozenset(
    {Signal.ABOVE_LIMIT, Signal.RISING, Signal.TWO_IN_THREE_ABOVE, Signal.SHIFT_ABOVE}
)


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """The lines of a chart at each point, in the measure's unit; nan where there is no limit."""

    mean: Floats
    near_lower: Floats
    near_upper: Floats
    lower: Floats
    upper: Floats

    def at(self, places: NDArray[np.intp]) -> Lines:
        """The same lines at some of the points only."""
        return Lines(
            self.mean[places],
            self.near_lower[places],
            self.near_upper[places],
            self.lower[places],
            self.upper[places],
        )


def signals_of(
    values: Floats, lines: Lines, *, two_in_three_counts_outside: bool = False
) -> list[Signal]:
    """The label of each point of one unbroken series, in order of date.

    Outside a limit goes before trend, trend before two in three, two in three before shift. A
    point without limits (nan) can still be part of a trend or of a shift.
    """
    side = np.sign(values - lines.mean).astype(np.int8)
    outside = (values > lines.upper) | (values < lines.lower)
    near = (values > lines.near_upper) | (values < lines.near_lower)
    if not two_in_three_counts_outside:
        near &= ~outside
    layers = (
        (np.where(outside, side, 0), Signal.ABOVE_LIMIT, Signal.BELOW_LIMIT),
        (_trend(values), Signal.RISING, Signal.FALLING),
        (_two_in_three(side, near), Signal.TWO_IN_THREE_ABOVE, Signal.TWO_IN_THREE_BELOW),
        (_shift(side), Signal.SHIFT_ABOVE, Signal.SHIFT_BELOW),
    )
    labels = [Signal.COMMON_CAUSE] * len(values)
    for signs, upwards, downwards in reversed(layers):
        for place in np.flatnonzero(signs):
            labels[place] = upwards if signs[place] > 0 else downwards
    return labels


def part_of_run(holds: Flags, length: int) -> Flags:
    """The places that belong to some `length` consecutive places at which `holds` is true."""
    flagged = np.zeros(len(holds), dtype=np.bool_)
    if len(holds) < length:
        return flagged
    windows = np.lib.stride_tricks.sliding_window_view(holds, length)
    whole: Flags = np.all(windows, axis=1)
    for offset in range(length):
        flagged[offset : offset + len(whole)] |= whole
    return flagged


def _shift(side: Signs) -> Signs:
    """Seven consecutive points strictly on one side; a point on the mean breaks the run."""
    above, below = part_of_run(side > 0, SHIFT_POINTS), part_of_run(side < 0, SHIFT_POINTS)
    return above.astype(np.int8) - below.astype(np.int8)


def _trend(values: Floats) -> Signs:
    """Six consecutive steps strictly in one direction; the direction of each point, or 0.

    A point takes the direction of the step into it, unless the next point is in a trend too:
    then that of the step out of it. Between two trends that a level step joins, the last point of
    the first counts as falling, as the reference has it.
    """
    directions = np.zeros(len(values), dtype=np.int8)
    if len(values) <= TREND_STEPS:
        return directions
    steps = np.sign(np.diff(values)).astype(np.int8)
    runs = part_of_run(steps > 0, TREND_STEPS) | part_of_run(steps < 0, TREND_STEPS)
    directions[1:][runs] = steps[runs]
    directions[:-1][runs] = steps[runs]
    # Two trends may follow each other at once, joined by a step that is too short a run itself.
    within = directions != 0
    joined = within[:-1] & within[1:]
    directions[:-1][joined] = np.where(steps[joined] > 0, 1, -1)
    return directions


def _two_in_three(side: Signs, near: Flags) -> Signs:
    """Three consecutive points on one side, two or more near the limit; only those are flagged."""
    signs = np.zeros(len(side), dtype=np.int8)
    if len(side) < WINDOW:
        return signs
    view = np.lib.stride_tricks.sliding_window_view
    one_side = np.abs(view(side, WINDOW).sum(axis=1)) == WINDOW
    found = one_side & (view(near, WINDOW).sum(axis=1) >= NEAR_IN_WINDOW)
    flagged = np.zeros(len(side), dtype=np.bool_)
    for offset in range(WINDOW):
        flagged[offset : offset + len(found)] |= found
    signs[flagged & near] = side[flagged & near]
    return signs
