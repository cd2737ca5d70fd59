"""How far the currency of a place has drifted since its limits were last reviewed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from db.rules.exchange_rates import Rate

HUNDRED = Decimal(100)


def drift_in_words(
    currency: str, home: str, then: Rate | None, now: Rate | None, since: date
) -> str:
    """What `currency` gained or lost against `home` since a day, with both rates; that it is not
    known where a rate is missing; nothing where the two are one.
    """
    if currency == home:
        return ""
    if then is None or now is None:
        day = "today" if then is not None else f"{since:%-d %b %Y}"
        return f"Drift is not known: no rate from {currency} to {home} is recorded for {day}."
    share = (now.rate / then.rate - 1) * HUNDRED
    if round(share, 1) == 0:
        return f"{currency} is worth as much {home} as on {since:%-d %b %Y}, the last review."
    verb = "gained" if share > 0 else "lost"
    return (
        f"Since the last review on {since:%-d %b %Y}, {currency} {verb} {abs(share):.1f} % against "
        f"{home} (rates of {then.valid_from_on:%-d %b %Y} and {now.valid_from_on:%-d %b %Y}): the "
        f"same amounts are worth {'more' if share > 0 else 'less'}."
    )
