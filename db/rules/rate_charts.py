"""Control charts of rates whose denominators vary: u charts with Laney's prime correction.

Plain u charts take the limits from the Poisson law alone. On real contacts, which vary from week
to week for many reasons, they flag nearly every point; Laney's correction measures that variation
from the series itself. Laney, "Improved control charts for attributes", 2002.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from db.rules.chart_sentences import notes_on
from db.rules.control_points import (
    ChartGroup,
    ControlChart,
    Direction,
    Places,
    charted,
    check_baseline,
    edges_of,
    exact_mean,
)
from db.rules.refusals import Refusal
from db.rules.signals import Lines
from db.rules.tallies import Floats

# The mean distance between two neighbours of a normal series, in standard deviations.
PER_SIGMA = 1.128
SIGMAS, NEAR_SIGMAS = 3.0, 2.0


def u_prime_chart(
    counts: Sequence[int],
    denominators: Sequence[int],
    baseline: int | None = None,
    *,
    per: int = 100,
    rebase_at: Sequence[int] = (),
    two_in_three_counts_outside: bool = False,
    improvement_direction: Direction = Direction.NEUTRAL,
    target: float | None = None,
) -> ControlChart:
    """Chart rates per `per` contacts in order of date, with Laney's prime correction.

    u = sum x / sum n and s_i = sqrt(u / n_i) over the first `baseline` rates (all without it);
    z_i = (u_i - u) / s_i, s_z = mean|z_i - z_(i-1)| / 1.128; limits u +/- 3 s_i s_z, clipped
    at 0. Values, limits and target are rates per `per`. A period without contacts has no rate: it
    is passed over, its neighbours follow each other, and a note says so. A new group starts at
    each position of `rebase_at` (from 0); nothing spans groups.

    Raises:
        Refusal: counts and denominators differ in length, one is negative, something was
            counted where there were no contacts, the baseline is shorter than 12, or there is
            no point to rebase at.
    """
    x, n = _checked(counts, denominators)
    check_baseline(baseline)
    kept = np.flatnonzero(n > 0)
    edges = edges_of(rebase_at, len(n))
    stretches = [kept[(kept >= first) & (kept < end)] for first, end in pairwise(edges)] or [kept]
    groups = [
        _group(x[each][:baseline], n[each][:baseline], len(each), per, first=first)
        for first, each in zip(edges, stretches, strict=False)
    ]
    rates = np.full(len(n), math.nan)
    rates[kept] = per * x[kept] / n[kept]
    return charted(
        rates,
        _lines(groups, n, stretches, per),
        groups,
        stretches,
        counts_outside=two_in_three_counts_outside,
        better=improvement_direction,
        target=target,
        notes=notes_on(groups, unmeasured=len(n) - len(kept), events=exact_mean(x[stretches[-1]])),
    )


def _checked(counts: Sequence[int], denominators: Sequence[int]) -> tuple[Floats, Floats]:
    x, n = np.asarray(counts, dtype=np.float64), np.asarray(denominators, dtype=np.float64)
    if len(x) != len(n):
        raise Refusal(f"{len(x)} counts came with {len(n)} numbers of contacts; give one for each.")
    if not (np.isfinite(x).all() and np.isfinite(n).all()) or (x < 0).any() or (n < 0).any():
        raise Refusal("Counts and contacts are numbers from 0 up; correct the one that is not.")
    lost = np.flatnonzero((n == 0) & (x > 0))
    if lost.size:
        raise Refusal(f"Point {lost[0] + 1} counts events without contacts; correct one of them.")
    return x, n


def _group(x: Floats, n: Floats, points: int, per: int, *, first: int) -> ChartGroup:
    """The baseline's mean rate, and Laney's sigma z as its spread."""
    if not len(x):
        return ChartGroup(first, points, 0, None, None)
    # In the order in which the rates are computed, so that equal rates lie on their mean.
    mean = per * math.fsum(x) / math.fsum(n)
    if mean == 0:
        return ChartGroup(first, points, len(x), 0.0, 0.0)
    scores = (per * x / n - mean) / np.sqrt(per * mean / n)
    step = exact_mean(np.abs(np.diff(scores)))
    return ChartGroup(first, points, len(x), mean, None if step is None else step / PER_SIGMA)


def _lines(groups: Sequence[ChartGroup], n: Floats, stretches: Sequence[Places], per: int) -> Lines:
    """The lines at every period; nan at those passed over, and where there are no limits yet."""
    mean, width = np.full(len(n), math.nan), np.full(len(n), math.nan)
    for group, kept in zip(groups, stretches, strict=True):
        if group.mean is not None:
            mean[kept] = group.mean
            width[kept] = np.sqrt(group.mean * per / n[kept]) * (group.spread or math.nan)
    near, far = NEAR_SIGMAS * width, SIGMAS * width
    return Lines(
        mean, np.maximum(mean - near, 0), mean + near, np.maximum(mean - far, 0), mean + far
    )
