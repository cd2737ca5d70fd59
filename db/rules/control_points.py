"""What a control chart says, point by point and as a whole: readings, icons, records."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from db.rules.refusals import Refusal
from db.rules.signals import Lines, Signal, signals_of
from db.rules.tallies import Floats

FEWEST_POINTS = 13
FEWEST_FIXED = 12

Places = NDArray[np.intp]


class Direction(StrEnum):
    """Which way is better; neutral where more is neither better nor worse."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NEUTRAL = "neutral"

    @property
    def sign(self) -> int:
        """1 when more is better, -1 when less is, 0 when neither."""
        return {Direction.INCREASE: 1, Direction.DECREASE: -1, Direction.NEUTRAL: 0}[self]


class Reading(StrEnum):
    """What one point means, given which way is better."""

    COMMON_CAUSE = "common_cause"
    IMPROVEMENT = "special_cause_improvement"
    CONCERN = "special_cause_concern"
    NEUTRAL_HIGH = "special_cause_neutral_high"
    NEUTRAL_LOW = "special_cause_neutral_low"


class Variation(StrEnum):
    """The icon for the last point: what its signal means, and which way it goes."""

    COMMON_CAUSE = "common_cause"
    IMPROVEMENT_HIGH = "improvement_high"
    IMPROVEMENT_LOW = "improvement_low"
    CONCERN_HIGH = "concern_high"
    CONCERN_LOW = "concern_low"
    NEUTRAL_HIGH = "neutral_high"
    NEUTRAL_LOW = "neutral_low"


class Assurance(StrEnum):
    """The icon for a target: whether the process as it is now meets it."""

    CONSISTENT_PASS = "consistent_pass"  # noqa: S105 - meeting a target, not a password.
    CONSISTENT_FAIL = "consistent_fail"
    INCONSISTENT = "inconsistent"


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One point in the measure's unit; a limit of None is "no limits yet".

    `value` is None, and so are the lines of a rate, where there was nothing to measure.
    """

    value: float | None
    mean: float | None
    near_lower: float | None
    near_upper: float | None
    lower: float | None
    upper: float | None
    group: int
    signal: Signal
    reading: Reading


@dataclass(frozen=True, slots=True)
class ChartGroup:
    """The points between two rebases: where they start, how many, and what they rest on.

    `spread` is the mean moving range after screening, for rates Laney's sigma z; None or 0 means
    no limits yet. `is_short` says that there are fewer than 13 points.
    """

    first: int
    points: int
    baseline: int
    mean: float | None
    spread: float | None

    @property
    def is_short(self) -> bool:
        """Whether the group is too short for its limits to be firm."""
        return self.points < FEWEST_POINTS

    @property
    def has_limits(self) -> bool:
        """Whether the points vary, so that limits mean something."""
        return bool(self.spread)


@dataclass(frozen=True, slots=True)
class ControlChart:
    """A whole chart: its points by date, its groups, its two icons and what must be said.

    `variation` is None without a single measured point and where events are too rare to judge,
    `assurance` without a target, without a better direction or without limits. `notes` are
    sentences to show beneath the chart.
    """

    points: tuple[ChartPoint, ...]
    groups: tuple[ChartGroup, ...]
    variation: Variation | None
    assurance: Assurance | None
    notes: tuple[str, ...]


def charted(
    row: Floats,
    lines: Lines,
    groups: Sequence[ChartGroup],
    segments: Sequence[Places],
    *,
    counts_outside: bool,
    better: Direction,
    target: float | None,
    notes: tuple[str, ...],
) -> ControlChart:
    """Put a chart together; `segments` are the stretches of `row` that patterns may span."""
    labels = [Signal.COMMON_CAUSE] * len(row)
    for places in segments:
        found = signals_of(
            row[places], lines.at(places), two_in_three_counts_outside=counts_outside
        )
        for place, signal in zip(places.tolist(), found, strict=True):
            labels[place] = signal
    points = _points(row, lines, groups, labels, better)
    assurance = assurance_of(points, target, better)
    return ControlChart(points, tuple(groups), variation_of(points), assurance, notes)


def check_baseline(points: int | None) -> None:
    """Refuse limits that would rest on fewer than 12 points; None rests them on all."""
    if points is not None and points < FEWEST_FIXED:
        raise Refusal(f"Fix the limits after 12 points or more; {points} are too few.")


def edges_of(rebase_at: Sequence[int], length: int) -> list[int]:
    """Where groups start and end: at the first point, at each rebase, and after the last."""
    outside = [place for place in rebase_at if not 0 <= place < length]
    if outside:
        raise Refusal(f"There is no point {outside[0] + 1} to rebase at; there are {length}.")
    return sorted({0, length, *rebase_at})


def exact_mean(numbers: Floats) -> float | None:
    """The mean, rounded once: a point on the mean must be seen to lie on it.

    Dividing a rounded sum can miss by the last digit, and then fifteen times 6.1 would all lie
    above their own mean; what was missed is measured and put back.
    """
    if not len(numbers):
        return None
    near = math.fsum(numbers) / len(numbers)
    missed = math.fsum([*numbers.tolist(), *[-near] * len(numbers)])
    return near + missed / len(numbers)


def reading_of(signal: Signal, better: Direction) -> Reading:
    """What a signal means: towards the better side it is an improvement."""
    if not signal.sign:
        return Reading.COMMON_CAUSE
    if not better.sign:
        return Reading.NEUTRAL_HIGH if signal.sign > 0 else Reading.NEUTRAL_LOW
    return Reading.IMPROVEMENT if signal.sign == better.sign else Reading.CONCERN


def variation_of(points: tuple[ChartPoint, ...]) -> Variation | None:
    """The icon of the last point that has a value."""
    measured = [point for point in points if point.value is not None]
    if not measured:
        return None
    last = measured[-1]
    if last.reading is Reading.COMMON_CAUSE:
        return Variation.COMMON_CAUSE
    height = "high" if last.signal.sign > 0 else "low"
    if last.reading is Reading.IMPROVEMENT:
        return Variation(f"improvement_{height}")
    if last.reading is Reading.CONCERN:
        return Variation(f"concern_{height}")
    return Variation(f"neutral_{height}")


def assurance_of(
    points: tuple[ChartPoint, ...], target: float | None, better: Direction
) -> Assurance | None:
    """Whether the target lies strictly beyond the limits of the last measured point."""
    measured = [point for point in points if point.value is not None]
    if target is None or not better.sign or not measured:
        return None
    lower, upper = measured[-1].lower, measured[-1].upper
    if lower is None or upper is None:
        return None
    if lower <= target <= upper:
        return Assurance.INCONSISTENT
    missed = (target > upper) == (better is Direction.INCREASE)
    return Assurance.CONSISTENT_FAIL if missed else Assurance.CONSISTENT_PASS


def _points(
    row: Floats,
    lines: Lines,
    groups: Sequence[ChartGroup],
    labels: Sequence[Signal],
    better: Direction,
) -> tuple[ChartPoint, ...]:
    firsts = np.array([group.first for group in groups])
    of_group = np.searchsorted(firsts, np.arange(len(row)), side="right") - 1
    columns = (row, lines.mean, lines.near_lower, lines.near_upper, lines.lower, lines.upper)
    value, mean, near_lower, near_upper, lower, upper = (
        [None if math.isnan(number) else number for number in column.tolist()] for column in columns
    )
    return tuple(
        ChartPoint(
            value[place],
            mean[place],
            near_lower[place],
            near_upper[place],
            lower[place],
            upper[place],
            group,
            signal,
            reading_of(signal, better),
        )
        for place, (group, signal) in enumerate(zip(of_group.tolist(), labels, strict=True))
    )
