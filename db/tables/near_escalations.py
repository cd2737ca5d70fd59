"""Near-escalations: somebody wanted to ask for a manager and did not.

No name stands here. A keyed hash of the person is enough for them to take their own back.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.rules.words import LimitKind, NearReason
from db.tables.base import Key, Table


class NearEscalation(Table):
    """One ask that was not made, with what was in force at that moment; never edited (a trigger
    holds that).
    """

    __tablename__ = "near_escalations"
    __table_args__ = (
        UniqueConstraint("submit_key"),
        CheckConstraint(
            "problem_id IS NOT NULL OR unanticipated_words <> ''", name="problem_or_words"
        ),
        CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="amount_with_currency"),
        CheckConstraint("reason <> 'other' OR words <> ''", name="other_with_words"),
        Index("ix_near_escalations_place_id_noted_at", "place_id", "noted_at"),
        Index("ix_near_escalations_by_hash_noted_at", "by_hash", "noted_at"),
    )

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    by_hash: Mapped[str]
    noted_at: Mapped[datetime]
    reason: Mapped[NearReason]
    words: Mapped[str] = mapped_column(default="")
    problem_id: Mapped[int | None] = mapped_column(ForeignKey("problems.id", ondelete="RESTRICT"))
    unanticipated_words: Mapped[str] = mapped_column(default="")
    remedy_id: Mapped[int | None] = mapped_column(ForeignKey("remedies.id", ondelete="RESTRICT"))
    amount: Mapped[Decimal | None]
    currency: Mapped[str | None]
    limit_id: Mapped[int | None] = mapped_column(
        ForeignKey("authority_limits.id", ondelete="RESTRICT")
    )
    limit_kind: Mapped[LimitKind | None]
    limit_amount: Mapped[Decimal | None]
    submit_key: Mapped[str]


class NearWithdrawal(Table):
    """Whoever noted it took it back: an event beside it, which is written once and never edited."""

    __tablename__ = "near_withdrawals"

    near_escalation_id: Mapped[int] = mapped_column(
        ForeignKey("near_escalations.id", ondelete="RESTRICT"), primary_key=True
    )
    withdrawn_at: Mapped[datetime]
