"""Rebases: from which week on the usual range of an office's escalations is counted anew."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import Key, Table


class Rebase(Table):
    """A new group of the control chart begins on this Monday, and why; never edited (a trigger
    holds that).
    """

    __tablename__ = "rebases"
    __table_args__ = (
        UniqueConstraint("submit_key"),
        CheckConstraint("reason <> ''", name="reason_given"),
        Index("ix_rebases_place_id_starts_on", "place_id", "starts_on"),
    )

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    starts_on: Mapped[date]
    reason: Mapped[str]
    set_at: Mapped[datetime]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    submit_key: Mapped[str]


class RebaseEnd(Table):
    """Somebody took a rebase back: an event beside it, which is written once and never edited."""

    __tablename__ = "rebase_ends"
    __table_args__ = (CheckConstraint("reason <> ''", name="reason_given"),)

    rebase_id: Mapped[int] = mapped_column(
        ForeignKey("rebases.id", ondelete="RESTRICT"), primary_key=True
    )
    reason: Mapped[str]
    ended_at: Mapped[datetime]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
