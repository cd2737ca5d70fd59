"""Window caps: how often, or how much, within a day, a week or a month."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.rules.words import CapHolder, CapPeriod
from db.tables.base import Key, Table

VALUE_SAID = (
    "(most_times IS NOT NULL AND most_times > 0 AND amount IS NULL AND currency IS NULL)"
    " OR (most_times IS NULL AND amount IS NOT NULL AND amount > 0 AND currency IS NOT NULL)"
)


class WindowCap(Table):
    """One version of one cap: so many times, or so much, for each customer or each person.

    A grade, remedy or problem that is left out means any. A cap that changes gets its next
    version; the former one keeps the moment at which it ended.
    """

    __tablename__ = "window_caps"
    __table_args__ = (
        CheckConstraint(VALUE_SAID, name="value_said"),
        CheckConstraint(
            "in_force_until IS NULL OR in_force_until > in_force_from", name="ends_after_start"
        ),
        UniqueConstraint("cap_number", "version_number"),
        UniqueConstraint("submit_key"),
        Index("ix_window_caps_place_id", "place_id"),
    )

    id: Mapped[Key]
    cap_number: Mapped[int]
    version_number: Mapped[int]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    grade_id: Mapped[int | None] = mapped_column(ForeignKey("grades.id", ondelete="RESTRICT"))
    remedy_id: Mapped[int | None] = mapped_column(ForeignKey("remedies.id", ondelete="RESTRICT"))
    problem_id: Mapped[int | None] = mapped_column(ForeignKey("problems.id", ondelete="RESTRICT"))
    holder: Mapped[CapHolder]
    period: Mapped[CapPeriod]
    most_times: Mapped[int | None]
    amount: Mapped[Decimal | None]
    currency: Mapped[str | None]
    in_force_from: Mapped[datetime]
    in_force_until: Mapped[datetime | None]
    note: Mapped[str]
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="RESTRICT")
    )
    submit_key: Mapped[str]
