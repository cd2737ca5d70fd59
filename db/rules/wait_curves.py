"""The share not reached yet, moment by moment, with a band: what a chart of waits draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from db.rules.incidence import Shares, shares_over_time
from db.rules.resampling import ClusteredWaits, Draws, clustered
from db.rules.tallies import Floats, Ints, spread_lengths
from db.rules.waits import draws_of

OUTSIDE_EACH_SIDE = 2.5


@dataclass(frozen=True, slots=True)
class CurveStep:
    """From `seconds` on, this share of all who asked was not reached; limits None without a band.

    Whoever left was not reached and never will be: they stay in the share to the end.
    """

    seconds: int
    waiting: float
    low: float | None
    high: float | None


def wait_curve(
    durations: ArrayLike,
    codes: ArrayLike,
    clusters: Sequence[int],
    *,
    seed: int = 2026,
    resamples: int = 200,
) -> tuple[CurveStep, ...]:
    """1 - P(reached by t) by Aalen-Johansen, from 0 up to where 98 % of those reached were.

    At most 120 steps. The band is 95 % pointwise, from drawing clusters again; with fewer than 8
    of them there is none. Nothing at all gives no steps.

    Raises:
        Refusal: a wait is wrong as `tally` says, or the labels are not one for each wait.
    """
    waits = clustered(durations, codes, np.asarray(clusters, dtype=np.int64))
    return curve_of(waits, drawn=draws_of(waits, seed=seed, resamples=resamples))


def curve_of(waits: ClusteredWaits, *, drawn: Draws | None) -> tuple[CurveStep, ...]:
    """The same of waits that are counted by cluster; the band from `draws_of` them."""
    counted = waits.drawn(np.ones(waits.clusters, dtype=np.int64))
    if counted.total == 0:
        return ()
    times = spread_lengths(counted)
    waiting = _not_reached(shares_over_time(counted), times)
    band = _band(drawn, times)
    return tuple(
        CurveStep(int(at), float(share), *limits)
        for at, share, limits in zip(times, waiting, band, strict=True)
    )  # fmt: skip


def _not_reached(shares: Shares, times: Ints) -> Floats:
    places = np.searchsorted(shares.times, times, side="right") - 1
    reached = np.where(places >= 0, shares.reached[np.maximum(places, 0)], 0.0)
    return np.asarray(1.0 - reached, dtype=np.float64)


def _band(drawn: Draws | None, times: Ints) -> list[tuple[float | None, float | None]]:
    if drawn is None:
        return [(None, None)] * times.size
    ends = [OUTSIDE_EACH_SIDE, 100 - OUTSIDE_EACH_SIDE]
    low, high = np.percentile(1 - drawn.by(times), ends, axis=0)
    return list(zip(low.tolist(), high.tolist(), strict=True))
