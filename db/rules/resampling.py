"""How sure a figure about waits is: whole days or weeks are drawn again, not single waits.

Waits of one day share its fate: one absent manager makes all of them long. Treating them as
independent made intervals several times too narrow on real records, so the day or week is drawn.
Efron and Tibshirani 1993, percentile interval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from db.rules.intervals import Interval
from db.rules.refusals import Refusal
from db.rules.tallies import Ending, Floats, Ints, Tally, checked_waits, tally_of_rows

FEWEST_CLUSTERS = 8
OUTSIDE_EACH_SIDE = 0.025

Statistic = Callable[[Tally], float | None]


@dataclass(frozen=True, slots=True, eq=False)
class ClusteredWaits:
    """Waits counted by cluster, length and ending: one cell for each that occurs."""

    clusters: int
    times: Ints
    cell_cluster: Ints
    cell_place: Ints
    cell_count: Ints

    def drawn(self, draws: Ints) -> Tally:
        """The tally when cluster i is taken `draws[i]` times."""
        weights = self.cell_count * draws[self.cell_cluster]
        kinds = len(Ending)
        rows = np.bincount(self.cell_place, weights=weights, minlength=kinds * self.times.size)
        return tally_of_rows(self.times, rows.reshape(-1, kinds).astype(np.int64))


def clustered(durations: ArrayLike, codes: ArrayLike, clusters: ArrayLike) -> ClusteredWaits:
    """Count waits by cluster; `clusters` holds one label for each wait, such as its day.

    Raises:
        Refusal: a wait is wrong as `tally` says, or the labels are not one for each wait.
    """
    seconds, endings = checked_waits(durations, codes)
    labels = np.asarray(clusters)
    if labels.shape != seconds.shape:
        raise Refusal(
            f"{seconds.size} waits came with {labels.size} days or weeks; give one for each."
        )
    return clustered_counts(seconds, endings, labels, np.ones(seconds.size, dtype=np.int64))


def clustered_counts(
    seconds: ArrayLike, endings: ArrayLike, clusters: ArrayLike, counts: ArrayLike
) -> ClusteredWaits:
    """The same of waits that are counted already: so many of a length and ending in a cluster.

    Holdings keep waits like this; one cell may stand there twice.
    """
    names, of_cluster = np.unique(np.asarray(clusters), return_inverse=True)
    times, of_time = np.unique(np.asarray(seconds, dtype=np.int64), return_inverse=True)
    places = of_time * len(Ending) + np.asarray(endings, dtype=np.int64)
    cells, of_cell = np.unique(places * max(names.size, 1) + of_cluster, return_inverse=True)
    whole = np.bincount(of_cell, weights=np.asarray(counts), minlength=cells.size).astype(np.int64)
    cell_place, cell_cluster = np.divmod(cells, max(names.size, 1))
    return ClusteredWaits(names.size, times, cell_cluster, cell_place, whole)


def resampled(waits: ClusteredWaits, *, seed: int, resamples: int) -> Iterator[Tally]:
    """One tally for each draw of as many clusters as there are, with replacement."""
    generator = np.random.default_rng(seed)
    fair = np.full(waits.clusters, 1 / waits.clusters)
    for _ in range(resamples):
        yield waits.drawn(generator.multinomial(waits.clusters, fair))


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """P(reached by t) of each draw: a row a draw, a column for each of `times` in seconds."""

    times: Ints
    shares: Floats

    def by(self, seconds: ArrayLike) -> Floats:
        """The shares of each draw at other lengths, carried on from the last of `times` before."""
        places = np.searchsorted(self.times, seconds, side="right") - 1
        found: Floats = np.where(places >= 0, self.shares[:, np.maximum(places, 0)], 0.0)
        return found


def reached_shares(waits: ClusteredWaits, at: Ints, *, seed: int, resamples: int) -> Draws:
    """Draw clusters again, so many times, and follow each draw along the lengths `at`.

    Lengths in between count at the next of them, so that the price does not grow with the waits;
    where `at` holds every length that occurs, nothing is rounded.
    """
    times = np.unique(np.append(at, waits.times[-1]))
    draws = np.random.default_rng(seed).multinomial(
        waits.clusters, np.full(waits.clusters, 1 / waits.clusters), size=resamples
    )
    reached, left, still = (_by_draw(waits, times, ending, draws) for ending in
                            (Ending.REACHED, Ending.LEFT, Ending.OPEN))  # fmt: skip
    ends = reached + left
    at_risk = np.cumsum((ends + still)[:, ::-1], axis=1)[:, ::-1]
    # Where nobody is at risk any more nobody ends either.
    at_risk = np.maximum(at_risk, 1)
    waiting = np.cumprod(1 - ends / at_risk, axis=1)
    before = np.concatenate((np.ones((resamples, 1)), waiting[:, :-1]), axis=1)
    return Draws(times, np.cumsum(before * reached / at_risk, axis=1))


def _by_draw(waits: ClusteredWaits, times: Ints, ending: Ending, draws: Ints) -> Floats:
    """How many waits of each draw ended like this at each of the lengths."""
    of_time, of_ending = np.divmod(waits.cell_place, len(Ending))
    kept = of_ending == ending
    place = np.searchsorted(times, waits.times)[of_time[kept]]
    cells = waits.cell_cluster[kept] * times.size + place
    held = np.bincount(cells, weights=waits.cell_count[kept], minlength=waits.clusters * times.size)
    # Not `@`: on a busy machine the threads of the matrix library cost twenty times as much.
    by_length = held.reshape(waits.clusters, times.size)
    counted: Floats = np.einsum("dc,ct->dt", draws.astype(np.float64), by_length)
    return counted


def cluster_bootstrap(
    durations: ArrayLike,
    codes: ArrayLike,
    clusters: ArrayLike,
    statistic: Statistic,
    *,
    seed: int,
    resamples: int = 200,
) -> Interval | None:
    """The 95 % percentile interval of `statistic`, from drawing clusters again.

    `statistic` makes a number of a tally; its None ("not yet known") counts as above every
    number, so that a limit may be None too. With fewer than 8 clusters there is no interval.

    Raises:
        Refusal: the waits or labels are wrong, as `clustered` says.
    """
    waits = clustered(durations, codes, clusters)
    if waits.clusters < FEWEST_CLUSTERS:
        return None
    draws = resampled(waits, seed=seed, resamples=resamples)
    return percentile_interval([statistic(counted) for counted in draws])


def percentile_interval(figures: Sequence[float | None]) -> Interval:
    """The limits that leave 2.5 % of the figures outside at each end; None is the highest."""
    ordered = sorted(np.inf if figure is None else figure for figure in figures)
    outside = int(OUTSIDE_EACH_SIDE * len(ordered))
    return Interval(_known(ordered[outside]), _known(ordered[-1 - outside]))


def _known(figure: float) -> float | None:
    return None if np.isinf(figure) else float(figure)
