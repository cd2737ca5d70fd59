"""Which limit to raise next: for each kind of case the round amount that brings most for little."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from db.rules.backtests import TradeOff, best_of, round_limits, trade_offs
from db.rules.over_limits import Past

FEWEST = 5
Kind = tuple[str, str]
"""What cases of one kind share: the titles of their problem and of their remedy, or blanks."""


@dataclass(frozen=True, slots=True)
class NextLimit:
    """A limit worth raising: the kind of cases it is about, and the amount to raise it to."""

    kind: Kind
    best: TradeOff
    cases: int

    @property
    def money_for_each(self) -> Decimal:
        """The most that one escalation fewer would have cost in addition."""
        return self.best.at_most_more / self.best.removed


def next_limits(groups: Mapping[Kind, Past], *, most: int = 8) -> tuple[NextLimit, ...]:
    """The best next limit of each group, those that remove most first.

    Of the round amounts of a group the smallest one is taken that removes at least half of its
    cases over the limit; a group in which fewer than 5 would fall away is left out. Ties are
    ordered by the money that each escalation fewer would cost, then by the group's own order.
    """
    found = []
    for group, past in groups.items():
        best = best_of(trade_offs(past, round_limits(past)), past)
        if best is not None and best.removed >= FEWEST:
            found.append(NextLimit(group, best, int(past.over.sum())))
    found.sort(key=lambda each: (-each.best.removed, each.money_for_each))
    return tuple(found[:most])
