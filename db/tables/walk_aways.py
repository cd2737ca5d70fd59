"""Customers who walked away without anybody having asked for a manager (P25)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.rules.words import LeftReason
from db.tables.base import Key, Table


class WalkAway(Table):
    """A customer who left with their matter unresolved, and why; never edited (a trigger holds
    that). Who left while a manager was asked for is an event of that ask.
    """

    __tablename__ = "walk_aways"
    __table_args__ = (
        UniqueConstraint("submit_key"),
        CheckConstraint(
            "problem_id IS NOT NULL OR unanticipated_words <> ''", name="problem_or_words"
        ),
        Index("ix_walk_aways_place_id_noted_at", "place_id", "noted_at"),
    )

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    noted_at: Mapped[datetime]
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    reason: Mapped[LeftReason]
    problem_id: Mapped[int | None] = mapped_column(ForeignKey("problems.id", ondelete="RESTRICT"))
    unanticipated_words: Mapped[str] = mapped_column(default="")
    customer_hash: Mapped[str | None]
    submit_key: Mapped[str]


class WalkAwayWithdrawal(Table):
    """Whoever noted it took it back after a slip: an event beside it, written once."""

    __tablename__ = "walk_away_withdrawals"

    walk_away_id: Mapped[int] = mapped_column(
        ForeignKey("walk_aways.id", ondelete="RESTRICT"), primary_key=True
    )
    withdrawn_at: Mapped[datetime]
