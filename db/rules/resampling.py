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
from db.rules.tallies import Ending, Ints, Tally, checked_waits, tally_of_rows

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
    names, of_cluster = np.unique(labels, return_inverse=True)
    times, of_time = np.unique(seconds, return_inverse=True)
    places = of_time * len(Ending) + endings
    cells, counts = np.unique(places * max(names.size, 1) + of_cluster, return_counts=True)
    cell_place, cell_cluster = np.divmod(cells, max(names.size, 1))
    return ClusteredWaits(names.size, times, cell_cluster, cell_place, counts)


def resampled(waits: ClusteredWaits, *, seed: int, resamples: int) -> Iterator[Tally]:
    """One tally for each draw of as many clusters as there are, with replacement."""
    generator = np.random.default_rng(seed)
    fair = np.full(waits.clusters, 1 / waits.clusters)
    for _ in range(resamples):
        yield waits.drawn(generator.multinomial(waits.clusters, fair))


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
