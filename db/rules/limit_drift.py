"""How far the currency of a place has drifted since its limits were last reviewed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from db.rules.rate_routes import Route

HUNDRED = Decimal(100)


def drift_in_words(
    currency: str, home: str, then: Route | None, now: Route | None, since: date
) -> str:
    """What `currency` gained or lost against `home` since a day, with the rates of both days;
    that it is not known where rates are missing; nothing where the two are one.
    """
    if currency == home:
        return ""
    if then is None or now is None:
        day = "today" if then is not None else f"{since:%-d %b %Y}"
        return f"Drift is not known: no rate from {currency} to {home} is recorded for {day}."
    share = (now.factor / then.factor - 1) * HUNDRED
    if round(share, 1) == 0:
        return f"{currency} is worth as much {home} as on {since:%-d %b %Y}, the last review."
    verb = "gained" if share > 0 else "lost"
    return (
        f"Since the last review on {since:%-d %b %Y}, {currency} {verb} {abs(share):.1f} % against "
        f"{home} ({_by(then, now)}): the same amounts are worth "
        f"{'more' if share > 0 else 'less'}."
    )


def _by(then: Route, now: Route) -> str:
    if then.is_plain and now.is_plain:
        days = (each.legs[0].rate.valid_from_on for each in (then, now))
        return "rates of " + " and ".join(f"{day:%-d %b %Y}" for day in days)
    return f"then {then.words}; now {now.words}"
