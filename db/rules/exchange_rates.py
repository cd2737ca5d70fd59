"""What an amount is worth in another currency, by a rate that is named with its day.

Nothing here happens by itself: limits and caps are never compared across currencies. Somebody
asks for the comparison, and gets the rate, its day and its source with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from db.rules.money import DECIMALS, PIECES, Money
from db.rules.places import currencies
from db.rules.refusals import Refusal

MOST_DECIMALS = 10
LARGEST = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class Rate:
    """One unit of `from_currency` is `rate` of `to_currency`, from a day on. Of several of one
    day the one with the highest `id` was recorded last, and holds.
    """

    id: int
    from_currency: str
    to_currency: str
    rate: Decimal
    valid_from_on: date
    source: str


@dataclass(frozen=True, slots=True)
class Converted:
    """An amount in another currency, and the rate that says so."""

    worth: Money
    rate: Rate

    @property
    def words(self) -> str:
        """`KES 7,680, at 96 KES for 1 SGD, the rate of 1 Nov 2026 (central bank)`."""
        used = self.rate
        return (
            f"{self.worth}, at {used.rate.normalize():f} {used.to_currency} for 1 "
            f"{used.from_currency}, the rate of {used.valid_from_on:%-d %b %Y} ({used.source})"
        )


def read_rate(text: str) -> Decimal:
    """A rate that somebody typed; a `Refusal` when it cannot be meant."""
    try:
        rate = Decimal(text.strip())
    except InvalidOperation:
        raise Refusal(f"“{text.strip()}” is not a rate. Write it as 96.25.") from None
    if not rate.is_finite() or rate <= 0 or rate > LARGEST:
        raise Refusal("A rate lies above zero and below a billion. Check the number.")
    if rate != rate.quantize(Decimal(1).scaleb(-MOST_DECIMALS)):
        raise Refusal(f"A rate has {MOST_DECIMALS} decimals at most. Round it.")
    return rate


def check_pair(from_currency: str, to_currency: str) -> None:
    """Refuse what is no currency, and a currency against itself."""
    for code in (from_currency, to_currency):
        if code not in currencies():
            raise Refusal(f"“{code}” is not a currency. Write its ISO code, such as SGD.")
    if from_currency == to_currency:
        raise Refusal("A rate is between two currencies. Choose another one.")


def rate_on(
    rates: Iterable[Rate], from_currency: str, to_currency: str, *, day: date
) -> Rate | None:
    """The rate between two currencies that held on a day; None when none was recorded for it."""
    found = [
        each
        for each in rates
        if (each.from_currency, each.to_currency) == (from_currency, to_currency)
        and each.valid_from_on <= day
    ]
    return max(found, key=lambda each: (each.valid_from_on, each.id), default=None)


def converted(worth: Money, rate: Rate) -> Converted:
    """The amount at the rate, rounded half to even to what the currency has."""
    if worth.currency == PIECES or worth.currency != rate.from_currency:
        raise Refusal(f"{worth} cannot be compared by a rate for {rate.from_currency}.")
    unit = Decimal(1).scaleb(-DECIMALS.get(rate.to_currency, 2))
    amount = (worth.amount * rate.rate).quantize(unit, rounding=ROUND_HALF_EVEN)
    return Converted(Money(amount, rate.to_currency), rate)
