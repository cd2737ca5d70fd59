"""Control charts: whether this week is more than the usual variation of an office's own past.

`individuals_chart` is the chart of the NHS *Making Data Count* programme (the R package
NHSRplotthedots 0.2.2 is the reference), better in three things: a series that does not vary has no
limits instead of limits of no width, missing values are refused or split the series, and counts
too small to chart are said. `u_prime_chart` is for rates whose denominators vary.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from db.rules.chart_sentences import (
    dated_sentence,
    notes_on,
    signal_run,
    signal_sentence,
)
from db.rules.control_points import (
    Assurance,
    ChartGroup,
    ChartPoint,
    ControlChart,
    Direction,
    Places,
    Reading,
    Variation,
    charted,
    check_baseline,
    edges_of,
    exact_mean,
)
from db.rules.rate_charts import u_prime_chart
from db.rules.refusals import Refusal
from db.rules.signals import Lines, Signal
from db.rules.tallies import Floats

__all__ = [
    "Assurance",
    "ChartGroup",
    "ChartPoint",
    "ControlChart",
    "Direction",
    "Reading",
    "Signal",
    "Variation",
    "dated_sentence",
    "individuals_chart",
    "signal_run",
    "signal_sentence",
    "u_prime_chart",
]

LIMIT = 2.66
NEAR_LIMIT = 2 * (LIMIT / 3)
SCREEN = 3.267


def individuals_chart(
    values: Sequence[float | None],
    *,
    fix_after: int | None = None,
    rebase_at: Sequence[int] = (),
    screen_outliers: bool = True,
    two_in_three_counts_outside: bool = False,
    improvement_direction: Direction = Direction.NEUTRAL,
    target: float | None = None,
    missing_splits: bool = False,
    values_are_counts: bool = False,
) -> ControlChart:
    """Chart single values in order of date: mean +/- 2.66 mean moving ranges.

    Args:
        values: one number for each period; None only together with `missing_splits`.
        fix_after: rest limits on the first so many points of each group, 12 or more.
        rebase_at: positions (from 0) at which a new group starts; nothing spans groups.
        screen_outliers: leave out moving ranges of 3.267 times their mean or more; on in the R
            package, off in the NHS spreadsheet.
        two_in_three_counts_outside: a point beyond the limit counts too, as the programme says
            since late 2023.
        improvement_direction: which way is better.
        target: what is aimed at, in the same unit.
        missing_splits: let a missing value split the series instead of refusing it.
        values_are_counts: say so when there are fewer than about 4 events in a period.

    Raises:
        Refusal: a value is missing or infinite, too few points are fixed, or no point is there.
    """
    row = _checked(values, missing_splits=missing_splits)
    check_baseline(fix_after)
    stretches = list(pairwise(edges_of(rebase_at, len(row))))
    groups = [_group(row, a, b, fix_after, screen=screen_outliers) for a, b in stretches]
    return charted(
        row,
        _lines(groups),
        groups,
        [piece for a, b in stretches for piece in _unbroken(row, a, b)],
        counts_outside=two_in_three_counts_outside,
        better=improvement_direction,
        target=target,
        notes=_notes(row, groups, counted=values_are_counts),
    )


def _checked(values: Sequence[float | None], *, missing_splits: bool) -> Floats:
    row = np.array([math.nan if value is None else float(value) for value in values])
    infinite, missing = np.flatnonzero(np.isinf(row)), np.flatnonzero(np.isnan(row))
    if infinite.size:
        raise Refusal(f"Point {infinite[0] + 1} is infinite; correct it.")
    if missing.size and not missing_splits:
        raise Refusal(f"Point {missing[0] + 1} is missing; fill it in, or split the series there.")
    return row


def _group(row: Floats, first: int, end: int, fix_after: int | None, *, screen: bool) -> ChartGroup:
    baseline = row[first:end][:fix_after]
    ranges = np.abs(np.diff(baseline))
    known, ranges = baseline[~np.isnan(baseline)], ranges[~np.isnan(ranges)]
    spread = exact_mean(ranges)
    if screen and spread:
        spread = exact_mean(ranges[ranges < SCREEN * spread])
    return ChartGroup(first, end - first, len(baseline), exact_mean(known), spread)


def _lines(groups: Sequence[ChartGroup]) -> Lines:
    sizes = [group.points for group in groups]
    means = np.array([math.nan if group.mean is None else group.mean for group in groups])
    spreads = np.array([group.spread or math.nan for group in groups])
    mean, spread = np.repeat(means, sizes), np.repeat(spreads, sizes)
    near, far = NEAR_LIMIT * spread, LIMIT * spread
    return Lines(mean, mean - near, mean + near, mean - far, mean + far)


def _unbroken(row: Floats, first: int, end: int) -> list[Places]:
    """The stretches of places without a missing value, between two edges."""
    held = np.arange(first, end)[~np.isnan(row[first:end])]
    return [piece for piece in np.split(held, np.flatnonzero(np.diff(held) > 1) + 1) if piece.size]


def _notes(row: Floats, groups: Sequence[ChartGroup], *, counted: bool) -> tuple[str, ...]:
    events = groups[-1].mean if counted and groups else None
    return notes_on(groups, missing=int(np.isnan(row).sum()), events=events)
