"""How long customers wait: one summary for the screen, the report and the job.

A wait runs from the ask to a stage. It is still open, it reached the stage, or the customer left
before. The figures count all three; `finished_only_median` does not, and is only ever shown
beside them, as the figure that flatters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from db.rules.incidence import (
    CumulativeIncidence,
    Shares,
    aalen_johansen,
    reach_quantile,
    reached_by,
    shares_over_time,
)
from db.rules.intervals import Interval
from db.rules.resampling import (
    FEWEST_CLUSTERS,
    ClusteredWaits,
    Draws,
    cluster_bootstrap,
    clustered,
    percentile_interval,
    reached_shares,
)
from db.rules.survival import (
    FLAT,
    SurvivalCurve,
    kaplan_meier,
    quantile,
    quantile_interval,
    restricted_mean,
    restricted_mean_error,
)
from db.rules.tallies import Ending, Ints, Tally, checked_waits, spread_lengths, tally

__all__ = [
    "CumulativeIncidence",
    "Ending",
    "Interval",
    "ShareWithin",
    "SurvivalCurve",
    "Tally",
    "Wait",
    "WaitSummary",
    "aalen_johansen",
    "arrays_of",
    "cluster_bootstrap",
    "finished_only_median",
    "kaplan_meier",
    "quantile",
    "quantile_interval",
    "reach_quantile",
    "restricted_mean",
    "restricted_mean_error",
    "share_reached_within",
    "summarise",
    "tally",
]

WITHIN = (60, 180, 300, 600)
MEDIAN, MOST = 0.5, 0.9
SEED = 2026


@dataclass(frozen=True, slots=True)
class Wait:
    """One wait in whole seconds, and how it stands."""

    seconds: int
    ended: Ending


@dataclass(frozen=True, slots=True)
class ShareWithin:
    """The share of all who asked that was reached within so many seconds, 0 to 1."""

    seconds: int
    share: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class WaitSummary:
    """Waits in figures; durations in seconds, shares 0 to 1, None is "not yet known".

    `n` is `open + left + reached`. Intervals are 95 % from drawing clusters again, and None with
    fewer than 8 of them; a limit of None is not yet known.
    """

    n: int
    open: int
    left: int
    reached: int
    clusters: int
    median: float | None
    median_interval: Interval | None
    p90: float | None
    p90_interval: Interval | None
    shares: tuple[ShareWithin, ...]
    finished_only_median: float | None


def arrays_of(waits: Iterable[Wait]) -> tuple[Ints, Ints]:
    """The durations in seconds and the codes of `waits`, as two arrays of one length."""
    rows = [(wait.seconds, int(wait.ended)) for wait in waits]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return columns[:, 0], columns[:, 1]


def share_reached_within(durations: ArrayLike, codes: ArrayLike, seconds: int) -> float | None:
    """P(reached within `seconds`, that second included), out of all who asked, 0 to 1.

    The abandon convention: a customer who left before stays in the denominator and was not
    reached, however short the wait. Whoever still waits counts for as long as observed. None
    when that is not yet known: nobody asked, or nobody was observed for so long.

    Raises:
        Refusal: a duration is negative or not whole, a code is unknown, or the lengths differ.
    """
    return reached_by(shares_over_time(tally(durations, codes)), seconds)


def finished_only_median(durations: ArrayLike, codes: ArrayLike) -> float | None:
    """The plain median in seconds of waits that reached the stage; None when none did.

    It leaves out everyone still waiting and everyone who left, so it flatters. Show it only
    beside the figure that counts them.

    Raises:
        Refusal: a duration is negative or not whole, a code is unknown, or the lengths differ.
    """
    seconds, endings = checked_waits(durations, codes)
    finished = seconds[endings == Ending.REACHED]
    return float(np.median(finished)) if finished.size else None


def summarise(
    durations: ArrayLike,
    codes: ArrayLike,
    clusters: ArrayLike,
    within: Sequence[int] = WITHIN,
    *,
    seed: int = SEED,
    resamples: int = 200,
) -> WaitSummary:
    """The figures of one cohort of waits, chosen by when they started.

    `durations` in whole seconds, `codes` as in `Ending`, `clusters` the day or week of each ask.
    Quantiles are of the time to being reached out of all who asked (Aalen-Johansen); where
    nobody left they are Kaplan-Meier's. The same waits and seed give the same intervals.

    Raises:
        Refusal: a wait is wrong as `tally` says, or the labels are not one for each wait.
    """
    waits = clustered(durations, codes, clusters)
    drawn = draws_of(waits, within, seed=seed, resamples=resamples)
    return summary_of(waits, within, drawn=drawn)


def draws_of(
    waits: ClusteredWaits,
    within: Sequence[int] = WITHIN,
    *,
    seed: int = SEED,
    resamples: int = 200,
) -> Draws | None:
    """What every interval of one cohort rests on; None with fewer than 8 clusters.

    Followed along the lengths that a curve shows and beyond, and the last ones before `within`.
    """
    if waits.clusters < FEWEST_CLUSTERS:
        return None
    counted = waits.drawn(np.ones(waits.clusters, dtype=np.int64))
    marks = np.searchsorted(waits.times, within, side="right") - 1
    every = (spread_lengths(counted), spread_lengths(counted, up_to=1.0))
    at = np.concatenate((*every, waits.times[marks[marks >= 0]]))
    return reached_shares(waits, at, seed=seed, resamples=resamples)


def summary_of(
    waits: ClusteredWaits, within: Sequence[int] = WITHIN, *, drawn: Draws | None
) -> WaitSummary:
    """The figures of a cohort that is counted by cluster; intervals from `draws_of` it."""
    counted = waits.drawn(np.ones(waits.clusters, dtype=np.int64))
    shares = shares_over_time(counted)
    intervals = _intervals(within, drawn)
    return WaitSummary(
        n=counted.total,
        open=int(counted.open.sum()),
        left=int(counted.left.sum()),
        reached=int(counted.reached.sum()),
        clusters=waits.clusters,
        median=reach_quantile(shares, MEDIAN),
        median_interval=intervals[0],
        p90=reach_quantile(shares, MOST),
        p90_interval=intervals[1],
        shares=_shares_within(shares, within, intervals[2:]),
        finished_only_median=_middle(counted),
    )


def _middle(counted: Tally) -> float | None:
    """The plain median of the waits that reached the stage."""
    below = np.cumsum(counted.reached)
    if not below.size or not below[-1]:
        return None
    both = np.array([(below[-1] - 1) // 2, below[-1] // 2])
    return float(counted.times[np.searchsorted(below, both, side="right")].mean())


def _shares_within(
    shares: Shares, within: Sequence[int], intervals: Sequence[Interval | None]
) -> tuple[ShareWithin, ...]:
    known = [reached_by(shares, seconds) for seconds in within]
    return tuple(
        ShareWithin(seconds, share, None if share is None else interval)
        for seconds, share, interval in zip(within, known, intervals, strict=True)
    )


def _intervals(within: Sequence[int], drawn: Draws | None) -> list[Interval | None]:
    """Intervals of the median, the 90th percentile and each share, from the same draws.

    A draw that lost its longest wait carries its share on.
    """
    if drawn is None:
        return [None] * (2 + len(within))
    columns = [_first_times(drawn, q) for q in (MEDIAN, MOST)]
    columns += [list(column) for column in drawn.by(within).T.tolist()]
    return [percentile_interval(column) for column in columns]


def _first_times(drawn: Draws, q: float) -> list[float | None]:
    """For each draw the first length by which the share `q` was reached; None if it never was."""
    # What a draw has not reached by its end lies behind the last length.
    short = np.sum(drawn.shares < q - FLAT, axis=1)
    return [
        float(drawn.times[place]) if place < drawn.times.size else None for place in short.tolist()
    ]
