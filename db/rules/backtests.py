"""What if a limit had been higher: the past, counted again with another limit.

For a proposed limit L' (inclusive), with L in force at the time, R asked and G granted: an
escalation over its asker's limit would not have been needed when L < R <= L'. It says nothing
about how people would behave then; it is true "if staff and customers behave as before".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import count

import numpy as np

from db.rules.intervals import Interval
from db.rules.over_limits import SCALE, Flags, Past, scaled, unscaled
from db.rules.resampling import FEWEST_CLUSTERS
from db.rules.tallies import Floats, Ints

AS_BEFORE = "If staff and customers behave as before"
# Round sizes between 1 and 10, times any power of ten: what people set limits to.
ROUND = (Decimal(1), Decimal("1.5"), Decimal(2), Decimal("2.5"), Decimal(3), Decimal(4), Decimal(5),
         Decimal(6), Decimal(8))  # fmt: skip
RESAMPLES, OUTSIDE = 1000, (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Saved:
    """Minutes that would not have been spent, of so many whose times are known."""

    minutes: float
    known: int


@dataclass(frozen=True, slots=True)
class Backtest:
    """What a proposed limit would have changed over a period.

    `removed` escalations would not have been needed; of `within_after_all` more was asked, and
    what was granted lay within. Money: `granted` was given for the removed ones; up to
    `at_most_more` would have been given beside it, had each got what was asked.
    """

    proposed: Decimal
    cases: int
    removed: int
    within_after_all: int
    granted: Decimal
    at_most_more: Decimal
    customers: Saved
    managers: Saved
    walk_aways: int
    removed_interval: Interval | None
    money_interval: Interval | None
    quarters: tuple[tuple[str, int], ...]

    @property
    def sentence(self) -> str:
        """The finding, with what it rests on."""
        return (
            f"{AS_BEFORE}, a limit of {self.proposed:,} would have made {self.removed:,} of "
            f"{self.cases:,} escalations over a limit unnecessary."
        )


@dataclass(frozen=True, slots=True)
class TradeOff:
    """One point of the curve: a limit, what it would remove, and the most that it might cost.

    `between` is the 95 % interval of the removed; None with fewer than 8 weeks.
    """

    limit: Decimal
    removed: int
    at_most_more: Decimal
    between: Interval | None = None


def backtest(past: Past, proposed: Decimal, *, seed: int = 2026) -> Backtest:
    """Count the past again with a limit of `proposed`, itself included."""
    removed = past.removed_by(proposed)
    within = (past.asked > scaled(proposed)) & (past.granted > 0)
    within &= (past.granted <= scaled(proposed)) & past.over
    counts, money = (
        _by_week(past, removed, np.ones_like(past.asked)),
        _by_week(past, removed, past.shortfall),
    )
    quarters = Counter(dict.fromkeys(past.quarters, 0))
    quarters.update(past.quarters[place] for place in np.flatnonzero(removed).tolist())
    spent = _interval(money, seed)
    return Backtest(
        proposed=proposed,
        cases=int(past.over.sum()),
        removed=int(removed.sum()),
        within_after_all=int(within.sum()),
        granted=unscaled(int(np.maximum(past.granted[removed], 0).sum())),
        at_most_more=unscaled(int(past.shortfall[removed].sum())),
        customers=_saved(past.customer[removed]),
        managers=_saved(past.manager[removed]),
        walk_aways=int(past.left[removed].sum()),
        removed_interval=_interval(counts, seed),
        money_interval=None if spent is None else _in_units(spent),
        quarters=tuple(sorted(quarters.items())),
    )


def trade_offs(past: Past, limits: Sequence[Decimal], *, seed: int = 2026) -> tuple[TradeOff, ...]:
    """What each of several limits would remove, and the most that it might cost."""
    found, ones = [], np.ones_like(past.asked)
    for limit in limits:
        removed = past.removed_by(limit)
        more = unscaled(int(past.shortfall[removed].sum()))
        between = _interval(_by_week(past, removed, ones), seed)
        found.append(TradeOff(limit, int(removed.sum()), more, between))
    return tuple(found)


def best_of(points: Sequence[TradeOff], past: Past) -> TradeOff | None:
    """The smallest of several limits, in rising order, that removes at least half of the cases
    over a limit.
    """
    return next((point for point in points if 2 * point.removed >= past.over.sum()), None)


def round_limits(past: Past, *, most: int = 40) -> tuple[Decimal, ...]:
    """Round amounts above the lowest limit of the cases, up to what nine in ten asked for.

    They begin with the last one that removes nothing, where such a one is above the lowest limit:
    nobody wants to look at ten others. A single ask for trillions must not stretch the axis until
    nothing else can be read.
    """
    over = past.over
    if not over.any():
        return ()
    lowest = unscaled(int(past.limit[over].min()))
    asked = np.sort(past.asked[over])
    smallest, highest = unscaled(int(asked[0])), unscaled(int(asked[int(0.9 * (asked.size - 1))]))
    found: list[Decimal] = []
    for amount in _rising(max(lowest, Decimal("0.01"))):
        if amount > lowest:
            found.append(amount)
        if amount < smallest:
            del found[:-1]
        if amount >= highest or len(found) == most:
            break
    return tuple(found)


def _rising(start: Decimal) -> Iterator[Decimal]:
    """Round amounts without end, from about `start` on."""
    for adjusted in count(start.adjusted()):
        yield from (unscaled(scaled(size * Decimal(10) ** adjusted)) for size in ROUND)


def _saved(seconds: Ints) -> Saved:
    known = seconds[seconds >= 0]
    return Saved(float(known.sum()) / 60, int(known.size))


def _by_week(past: Past, chosen: Flags, values: Ints) -> Floats:
    """Sums of the chosen by week, from the first week with a case to the last, gaps included."""
    if not past.weeks.size:
        return np.zeros(0)
    first = int(past.weeks.min())
    weights = np.where(chosen, values, 0).astype(np.float64)
    return np.asarray(np.bincount(past.weeks - first, weights=weights), dtype=np.float64)


def _interval(weeks: Floats, seed: int) -> Interval | None:
    """95 % from drawing weeks again; None with fewer than 8."""
    if weeks.size < FEWEST_CLUSTERS:
        return None
    low, high = np.percentile(np.einsum("dw,w->d", _draws(weeks.size, seed), weeks), OUTSIDE)
    return Interval(float(low), float(high))


@lru_cache(maxsize=8)
def _draws(weeks: int, seed: int) -> Ints:
    """How often each week is drawn, a row a resample: the same for all limits of one period."""
    fair = np.full(weeks, 1 / weeks)
    return np.random.default_rng(seed).multinomial(weeks, fair, size=RESAMPLES)


def _in_units(spent: Interval) -> Interval:
    """An interval of ten-thousandths in units of money."""
    scale = float(SCALE)
    return Interval((spent.lower or 0.0) / scale, (spent.upper or 0.0) / scale)
