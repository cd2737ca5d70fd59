"""Exchange rates: what one currency was worth in another, from which day on, and who says so."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import Key, Table


class ExchangeRate(Table):
    """One unit of `from_currency` in `to_currency` from a day on. Appended, never edited: a
    wrong one is put right by a later row of the same day. The rate is kept as text, because it
    has more decimals than an amount.
    """

    __tablename__ = "exchange_rates"
    __table_args__ = (
        CheckConstraint("from_currency <> to_currency", name="two_currencies"),
        UniqueConstraint("submit_key"),
        Index("ix_exchange_rates_pair", "from_currency", "to_currency", "valid_from_on"),
    )

    id: Mapped[Key]
    from_currency: Mapped[str]
    to_currency: Mapped[str]
    rate: Mapped[str]
    valid_from_on: Mapped[date]
    source: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    submit_key: Mapped[str]
