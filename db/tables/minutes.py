"""Signed minutes in immutable versions, who read them, and what the region found."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import Key, Table


class Minutes(Table):
    """One signed version: canonical text, chained by hash to the one signed before it at the
    same place. A correction is the next version, an addendum; the former text stays.
    """

    __tablename__ = "minutes"
    __table_args__ = (
        UniqueConstraint("huddle_id", "number"),
        UniqueConstraint("place_id", "chain_position"),
        UniqueConstraint("hash"),
    )

    id: Mapped[Key]
    huddle_id: Mapped[int] = mapped_column(ForeignKey("huddles.id", ondelete="RESTRICT"))
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    number: Mapped[int]
    chain_position: Mapped[int]
    canonical_text: Mapped[str]
    addendum: Mapped[str] = mapped_column(default="")
    previous_hash: Mapped[str]
    hash: Mapped[str]
    audit_sequence: Mapped[int]
    audit_hash: Mapped[str]
    signed_at: Mapped[datetime]
    signed_by_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))


class ReadReceipt(Table):
    """A regional manager read these minutes."""

    __tablename__ = "read_receipts"

    minutes_id: Mapped[int] = mapped_column(
        ForeignKey("minutes.id", ondelete="RESTRICT"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="RESTRICT"), primary_key=True
    )
    read_at: Mapped[datetime]


class Finding(Table):
    """What a regional manager found in minutes, for the office to answer."""

    __tablename__ = "findings"
    __table_args__ = (
        CheckConstraint("text <> ''", name="text_given"),
        CheckConstraint("(answer = '') = (answered_at IS NULL)", name="answered_with_words"),
        UniqueConstraint("submit_key"),
        Index("ix_findings_place_id", "place_id"),
    )

    id: Mapped[Key]
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id", ondelete="RESTRICT"))
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    item_position: Mapped[int | None]
    text: Mapped[str]
    raised_at: Mapped[datetime]
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    due_on: Mapped[date]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    closed_at: Mapped[datetime | None]
    submit_key: Mapped[str]
