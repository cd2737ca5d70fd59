"""Which limit to raise next: for each kind of case the round amount that brings most for little."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from db.rules.backtests import TradeOff
from db.rules.over_limits import BEYOND, ROUND, Kind, KindCell, unscaled
from db.rules.tallies import Ints

FEWEST = 5


@dataclass(frozen=True, slots=True)
class NextLimit:
    """A limit worth raising: the kind of cases it is about, and the amount to raise it to."""

    kind: Kind
    best: TradeOff
    cases: int
    # The title of its problem and the name of its remedy, as far as there are any.
    words: tuple[str, str] = ("", "")

    @property
    def money_for_each(self) -> Decimal:
        """The most that one escalation fewer would have cost in addition."""
        return self.best.at_most_more / self.best.removed


def next_limits(kinds: Mapping[Kind, Ints], *, most: int = 8) -> tuple[NextLimit, ...]:
    """The best next limit of each kind of case, those that remove most first.

    The smallest round amount is taken that removes at least half of the cases over the limit; a
    kind of which fewer than 5 would fall away is left out. Ties are ordered by the money that each
    escalation fewer would cost, then by the keys of the kind.
    """
    found = []
    for kind, sums in sorted(kinds.items()):
        removed, cost = np.cumsum(sums[:, KindCell.ASKS]), np.cumsum(sums[:, KindCell.SHORTFALL])
        cases = int(removed[-1])
        place = int(np.searchsorted(2 * removed, cases))
        if place < BEYOND and removed[place] >= FEWEST:
            more = unscaled(int(cost[place]))
            found.append(NextLimit(kind, TradeOff(ROUND[place], int(removed[place]), more), cases))
    found.sort(key=lambda each: (-each.best.removed, each.money_for_each))
    return tuple(found[:most])
