"""Escalations over their asker's limit, as columns: what a back-test counts again.

Amounts are whole ten-thousandths, so that sums are exact; all are of one currency.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from db.rules.marks import quarter_of
from db.rules.tallies import Ints

SCALE = Decimal(10_000)
NEAR = 10
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class OverLimit:
    """One escalation whose reason was *over my limit*, in one currency.

    Times are seconds, None where nobody kept them; `granted` is None where nothing was.
    """

    asked_on: date
    limit: Decimal
    asked: Decimal
    granted: Decimal | None = None
    customer_seconds: int | None = None
    manager_seconds: int | None = None
    has_left: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """The same cases as columns: amounts in ten-thousandths, -1 where there is none."""

    weeks: Ints
    quarters: tuple[str, ...]
    limit: Ints
    asked: Ints
    granted: Ints
    customer: Ints
    manager: Ints
    left: Flags

    @property
    def over(self) -> Flags:
        """Which asked for more than the limit of their asker."""
        return np.asarray(self.asked > self.limit, dtype=np.bool_)

    def removed_by(self, proposed: Decimal) -> Flags:
        """Which would not have been needed."""
        amount = scaled(proposed)
        return np.asarray(self.over & (self.asked <= amount), dtype=np.bool_)

    @property
    def shortfall(self) -> Ints:
        """How much less was granted than asked, never below nothing."""
        return np.maximum(self.asked - np.maximum(self.granted, 0), 0)


@dataclass(frozen=True, slots=True)
class Bunching:
    """Asks close to today's limits: in the last tenth up to the limit, and in the first above.

    Where far more stand just below, staff or customers aim at the limit, and would aim at
    another one.
    """

    just_below: int
    just_above: int


def past_of(cases: Sequence[OverLimit]) -> Past:
    """The cases as columns."""

    def column(values: Sequence[int]) -> Ints:
        return np.array(values, dtype=np.int64)

    return Past(
        weeks=column([case.asked_on.toordinal() // 7 for case in cases]),
        quarters=tuple(quarter_of(case.asked_on) for case in cases),
        limit=column([scaled(case.limit) for case in cases]),
        asked=column([scaled(case.asked) for case in cases]),
        granted=column([-1 if case.granted is None else scaled(case.granted) for case in cases]),
        customer=column([_seconds(case.customer_seconds) for case in cases]),
        manager=column([_seconds(case.manager_seconds) for case in cases]),
        left=np.array([case.has_left for case in cases], dtype=np.bool_),
    )


def bunching(past: Past) -> Bunching:
    """How many asks lie just below and just above the limit of their asker."""
    limited = past.limit > 0
    below = limited & (past.asked <= past.limit) & (NEAR * past.asked > (NEAR - 1) * past.limit)
    above = limited & (past.asked > past.limit) & (NEAR * past.asked <= (NEAR + 1) * past.limit)
    return Bunching(int(below.sum()), int(above.sum()))


def scaled(amount: Decimal) -> int:
    """An amount in whole ten-thousandths."""
    return int(amount * SCALE)


def unscaled(amount: int) -> Decimal:
    """Ten-thousandths as an amount, without idle zeros."""
    plain = (Decimal(amount) / SCALE).normalize()
    return plain if plain != plain.to_integral_value() else plain.quantize(Decimal(1))


def _seconds(value: int | None) -> int:
    return -1 if value is None else value
