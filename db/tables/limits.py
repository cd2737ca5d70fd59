"""Authority limits, and the sets in which they change."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.rules.words import LimitKind
from db.tables.base import Key, Table

VALUE_SAID = (
    "(kind = 'none' AND amount IS NULL AND currency IS NULL AND unlimited_until IS NULL)"
    " OR (kind = 'up_to' AND amount IS NOT NULL AND amount > 0 AND currency IS NOT NULL"
    " AND unlimited_until IS NULL)"
    " OR (kind = 'unlimited' AND amount IS NULL AND unlimited_until IS NOT NULL"
    " AND approved_by_id IS NOT NULL)"
)


class LimitSet(Table):
    """A change of limits, published as one; its lines are the limits that carry its key."""

    __tablename__ = "limit_sets"
    __table_args__ = (UniqueConstraint("submit_key"),)

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    note: Mapped[str]
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="RESTRICT")
    )
    submit_key: Mapped[str]


class AuthorityLimit(Table):
    """One version of one rule: grade, remedy, problem (or any) and place, to a value.

    The value is NONE, UP TO an amount that is itself included, or UNLIMITED until a moment,
    approved by a named person. A rule that changes gets its next version; the former one keeps
    the moment at which it ended, so that the limit of any day can be asked for. A temporary rule
    has its end from the start, and outranks the standing one of the same key until then.
    """

    __tablename__ = "authority_limits"
    __table_args__ = (
        CheckConstraint(VALUE_SAID, name="value_said"),
        CheckConstraint(
            "in_force_until IS NULL OR in_force_until > in_force_from", name="ends_after_start"
        ),
        UniqueConstraint("rule_number", "version_number"),
        Index("ix_authority_limits_key", "remedy_id", "problem_id", "place_id", "grade_id"),
        Index(
            "ix_authority_limits_problem_id",
            "problem_id",
            sqlite_where=text("problem_id IS NOT NULL"),
            postgresql_where=text("problem_id IS NOT NULL"),
        ),
    )

    id: Mapped[Key]
    rule_number: Mapped[int]
    version_number: Mapped[int]
    limit_set_id: Mapped[int] = mapped_column(ForeignKey("limit_sets.id", ondelete="RESTRICT"))
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    grade_id: Mapped[int] = mapped_column(ForeignKey("grades.id", ondelete="RESTRICT"))
    remedy_id: Mapped[int | None] = mapped_column(ForeignKey("remedies.id", ondelete="RESTRICT"))
    problem_id: Mapped[int | None] = mapped_column(ForeignKey("problems.id", ondelete="RESTRICT"))
    kind: Mapped[LimitKind]
    amount: Mapped[Decimal | None]
    currency: Mapped[str | None]
    unlimited_until: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    in_force_from: Mapped[datetime]
    in_force_until: Mapped[datetime | None]
    is_temporary: Mapped[bool] = mapped_column(default=False)
