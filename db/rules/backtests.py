"""What if a limit had been higher: the past, counted again with another limit.

For a proposed limit L' (inclusive), with L in force at the time, R asked and G granted: an
escalation over its asker's limit would not have been needed when L < R <= L'. It says nothing
about how people would behave then; it is true "if staff and customers behave as before".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import numpy as np

from db.rules.intervals import Interval
from db.rules.over_limits import BEYOND, ROUND, SCALE, Cell, Past, unscaled
from db.rules.resampling import FEWEST_CLUSTERS
from db.rules.tallies import Floats, Ints

AS_BEFORE = "If staff and customers behave as before"
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
    """Count the past again with a limit of `proposed`, itself included.

    Raises:
        Refusal: it is not one of the round amounts.
    """

    def removed(what: Cell) -> int:
        return int(past.removed(what, proposed).sum())

    spent = _interval(past, past.removed(Cell.SHORTFALL, proposed), seed)
    return Backtest(
        proposed=proposed,
        cases=past.over,
        removed=removed(Cell.ASKS),
        within_after_all=removed(Cell.WITHIN),
        granted=unscaled(removed(Cell.GRANTED)),
        at_most_more=unscaled(removed(Cell.SHORTFALL)),
        customers=Saved(removed(Cell.CUSTOMER_SECONDS) / 60, removed(Cell.CUSTOMERS)),
        managers=Saved(removed(Cell.MANAGER_SECONDS) / 60, removed(Cell.MANAGERS)),
        walk_aways=removed(Cell.LEFT),
        removed_interval=_interval(past, past.removed(Cell.ASKS, proposed), seed),
        money_interval=None if spent is None else _in_units(spent),
        quarters=tuple(sorted(past.quarters(proposed).items())),
    )


def trade_offs(past: Past, limits: Sequence[Decimal], *, seed: int = 2026) -> tuple[TradeOff, ...]:
    """What each of several limits would remove, and the most that it might cost."""
    found = []
    for limit in limits:
        removed = past.removed(Cell.ASKS, limit)
        more = unscaled(int(past.removed(Cell.SHORTFALL, limit).sum()))
        between = _interval(past, removed, seed)
        found.append(TradeOff(limit, int(removed.sum()), more, between))
    return tuple(found)


def best_of(points: Sequence[TradeOff], past: Past) -> TradeOff | None:
    """The smallest of several limits, in rising order, that removes at least half of the cases
    over a limit.
    """
    return next((point for point in points if 2 * point.removed >= past.over), None)


def round_limits(past: Past, *, most: int = 40) -> tuple[Decimal, ...]:
    """Round amounts above the lowest limit of the cases, up to what nine in ten asked for.

    They begin with the last one that removes nothing, where such a one is above the lowest limit:
    nobody wants to look at ten others. A single ask for trillions must not stretch the axis until
    nothing else can be read.
    """
    asks, limits = (past.cells[..., cell].sum(axis=0) for cell in (Cell.ASKS, Cell.LIMIT))
    if not asks.any():
        return ()
    first, lowest = int(np.flatnonzero(asks)[0]), int(np.flatnonzero(limits)[0])
    nine_in_ten = int(0.9 * (asks.sum() - 1)) + 1
    last = int(np.searchsorted(np.cumsum(asks), nine_in_ten))
    begins = max(lowest, first - 1)
    return ROUND[begins : min(last + 1, begins + most, BEYOND)]


def _interval(past: Past, weeks: Ints, seed: int) -> Interval | None:
    """95 % from drawing the weeks from the first case to the last again; None with fewer than 8."""
    drawn: Floats = weeks[past.span].astype(np.float64)
    if drawn.size < FEWEST_CLUSTERS:
        return None
    low, high = np.percentile(np.einsum("dw,w->d", _draws(drawn.size, seed), drawn), OUTSIDE)
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
