"""Cover: who is on duty when, and whether they can come now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.rules.words import AvailabilityState
from db.tables.base import Key, Table


class Cover(Table):
    """One shift of one person at one place."""

    __tablename__ = "cover"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        UniqueConstraint("person_id", "place_id", "starts_at"),
        Index("ix_cover_place_id_ends_at", "place_id", "ends_at"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class Availability(Table):
    """What a person last said of themselves; the audit trail keeps what they said before."""

    __tablename__ = "availability"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="RESTRICT"), primary_key=True
    )
    state: Mapped[AvailabilityState]
    since: Mapped[datetime]
