"""How a team hands a customer over, as it agreed it in a huddle (P50)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import Key, Table


class HandOffAgreement(Table):
    """What was agreed, by the item of the huddle that agreed it; who was there took part. The next
    one takes its place; never edited (a trigger holds that).
    """

    __tablename__ = "hand_off_agreements"
    __table_args__ = (
        UniqueConstraint("item_id"),
        CheckConstraint(
            "speaks_first <> '' AND said <> '' AND happens_at <> ''", name="words_given"
        ),
        CheckConstraint("holds_days > 0", name="holds_some_days"),
        Index("ix_hand_off_agreements_place_id_agreed_at", "place_id", "agreed_at"),
    )

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    huddle_id: Mapped[int] = mapped_column(ForeignKey("huddles.id", ondelete="RESTRICT"))
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id", ondelete="RESTRICT"))
    speaks_first: Mapped[str]
    said: Mapped[str]
    happens_at: Mapped[str]
    holds_days: Mapped[int]
    agreed_on: Mapped[date]
    agreed_at: Mapped[datetime]
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
