"""Questions about exchange rates."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select

from db.rules.exchange_rates import Converted, Rate, converted, rate_on
from db.rules.refusals import Refusal
from db.tables.exchange_rates import ExchangeRate

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from db.rules.money import Money


def exchange_rates(session: Session) -> list[Rate]:
    """Every rate that was recorded, the newest first. They hold for the whole organisation."""
    question = select(ExchangeRate).order_by(
        ExchangeRate.valid_from_on.desc(), ExchangeRate.id.desc()
    )
    return [_rate(row) for row in session.scalars(question)]


def compared(session: Session, worth: Money, currency: str, *, day: date) -> Converted:
    """The amount in another currency, at the rate of a day; a `Refusal` when there is none."""
    rate = rate_on(exchange_rates(session), worth.currency, currency, day=day)
    if rate is None:
        sentence = (
            f"No rate from {worth.currency} to {currency} holds on {day:%-d %b %Y}. Record one "
            "first: python -m db rate add."
        )
        raise Refusal(sentence)
    return converted(worth, rate)


def _rate(row: ExchangeRate) -> Rate:
    return Rate(
        row.id, row.from_currency, row.to_currency, Decimal(row.rate), row.valid_from_on, row.source
    )
