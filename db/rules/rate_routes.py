"""The way from one currency to another through the rates that were recorded: the rate itself, the
rate the other way round, or two of these through one currency in between.

Every rate on the way is named with its day. Without a way nothing is compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from db.rules.exchange_rates import Rate, rate_on
from db.rules.money import DECIMALS, PIECES, Money


@dataclass(frozen=True, slots=True)
class Leg:
    """One recorded rate on the way; `is_turned`: read from its second currency to its first."""

    rate: Rate
    is_turned: bool = False

    @property
    def factor(self) -> Decimal:
        """What one unit is worth after it."""
        return 1 / self.rate.rate if self.is_turned else self.rate.rate

    @property
    def words(self) -> str:
        """`96 KES for 1 SGD on 1 Nov 2026 (central bank)`."""
        used = self.rate
        return (
            f"{used.rate.normalize():f} {used.to_currency} for 1 {used.from_currency} on "
            f"{used.valid_from_on:%-d %b %Y} ({used.source})"
        )


@dataclass(frozen=True, slots=True)
class Route:
    """The rates that lead from one currency to another, one after the other."""

    legs: tuple[Leg, ...]

    @property
    def factor(self) -> Decimal:
        """What one unit of the first currency is worth in the last."""
        product = Decimal(1)
        for leg in self.legs:
            product *= leg.factor
        return product

    @property
    def is_plain(self) -> bool:
        """Whether it is one recorded rate, as it was recorded."""
        return len(self.legs) == 1 and not self.legs[0].is_turned

    @property
    def words(self) -> str:
        """Every rate with its day."""
        return " and ".join(leg.words for leg in self.legs)


def route_on(
    rates: Iterable[Rate], from_currency: str, to_currency: str, *, day: date
) -> Route | None:
    """The way between two currencies on a day; None when no rates lead there. The recorded rate
    goes before the one turned round, and one rate before two; of several ways through another
    currency the one whose older rate is the newest.
    """
    known = [each for each in rates if each.valid_from_on <= day]
    straight = _leg(known, from_currency, to_currency, day)
    if straight is not None:
        return Route((straight,))
    between = {each.from_currency for each in known} | {each.to_currency for each in known}
    found = []
    for code in sorted(between - {from_currency, to_currency}):
        first = _leg(known, from_currency, code, day)
        second = _leg(known, code, to_currency, day)
        if first is not None and second is not None:
            found.append(Route((first, second)))
    return max(found, key=_age, default=None)


def _leg(rates: Iterable[Rate], from_currency: str, to_currency: str, day: date) -> Leg | None:
    straight = rate_on(rates, from_currency, to_currency, day=day)
    if straight is not None:
        return Leg(straight)
    turned = rate_on(rates, to_currency, from_currency, day=day)
    return None if turned is None else Leg(turned, is_turned=True)


def _age(route: Route) -> date:
    return min(leg.rate.valid_from_on for leg in route.legs)


class Exchange:
    """The rates of one day, each way found once."""

    def __init__(self, rates: Iterable[Rate], *, day: date) -> None:
        """`day` is the day of every comparison."""
        self._rates = tuple(rates)
        self._day = day
        self._routes: dict[tuple[str, str], Route | None] = {}

    def route(self, from_currency: str, to_currency: str) -> Route | None:
        """The way between two currencies; None when no rates lead there, or for pieces."""
        pair = from_currency, to_currency
        if PIECES in pair:
            return None
        if pair not in self._routes:
            self._routes[pair] = route_on(self._rates, *pair, day=self._day)
        return self._routes[pair]

    def worth(self, amount: Decimal, from_currency: str, to_currency: str) -> Money | None:
        """An amount in another currency, rounded half to even; None without a way."""
        route = self.route(from_currency, to_currency)
        if route is None:
            return None
        unit = Decimal(1).scaleb(-DECIMALS.get(to_currency, 2))
        return Money((amount * route.factor).quantize(unit, rounding=ROUND_HALF_EVEN), to_currency)
