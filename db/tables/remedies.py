"""Remedies: the catalogue of what can be given, and what was given at the counter."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.rules.words import CountedIn, RemedyKind
from db.tables.base import Key, Table


class Remedy(Table):
    """Something that can be given, counted in money or in pieces."""

    __tablename__ = "remedies"
    __table_args__ = (UniqueConstraint("name"), UniqueConstraint("code"))

    id: Mapped[Key]
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[RemedyKind]
    counted_in: Mapped[CountedIn]
    unit_cost: Mapped[Decimal | None]
    unit_cost_currency: Mapped[str | None]
    needs_evidence: Mapped[bool] = mapped_column(default=False)
    deactivated_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own contract.


class ProblemRemedy(Table):
    """A remedy that fits a problem, best first."""

    __tablename__ = "problem_remedies"

    problem_id: Mapped[int] = mapped_column(
        ForeignKey("problems.id", ondelete="RESTRICT"), primary_key=True
    )
    remedy_id: Mapped[int] = mapped_column(
        ForeignKey("remedies.id", ondelete="RESTRICT"), primary_key=True
    )
    position: Mapped[int]


class Grant(Table):
    """Something given to a customer, at the counter or at the end of an escalation."""

    __tablename__ = "grants"
    __table_args__ = (
        UniqueConstraint("submit_key"),
        CheckConstraint("amount > 0", name="amount_positive"),
        Index("ix_grants_person_id_given_at", "person_id", "given_at"),
        Index("ix_grants_place_id_given_at", "place_id", "given_at"),
        Index("ix_grants_given_at", "given_at"),
        Index("ix_grants_customer_hash", "customer_hash"),
    )

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    problem_id: Mapped[int | None] = mapped_column(ForeignKey("problems.id", ondelete="RESTRICT"))
    remedy_id: Mapped[int] = mapped_column(ForeignKey("remedies.id", ondelete="RESTRICT"))
    amount: Mapped[Decimal]
    currency: Mapped[str]
    limit_id: Mapped[int | None] = mapped_column(
        ForeignKey("authority_limits.id", ondelete="RESTRICT")
    )
    escalation_id: Mapped[int | None] = mapped_column(
        ForeignKey("escalations.id", ondelete="RESTRICT")
    )
    customer_hash: Mapped[str | None]
    evidence: Mapped[str] = mapped_column(default="")
    given_at: Mapped[datetime]
    submit_key: Mapped[str]
