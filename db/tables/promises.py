"""Promises to call a customer back, each with a window in the customer's own time (P27, P32)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.rules.words import PromiseEventKind
from db.tables.base import Key, Table


class Promise(Table):
    """One promise; the row is what its events add up to. `broke_at` is the end of the first window
    that passed without a call, and `closed_at` is when nothing was left to do.
    """

    __tablename__ = "promises"
    __table_args__ = (
        UniqueConstraint("submit_key"),
        CheckConstraint("words <> ''", name="words_given"),
        CheckConstraint("ends_at > begins_at", name="ends_after_it_begins"),
        CheckConstraint("kept_at IS NULL OR closed_at IS NOT NULL", name="kept_is_closed"),
        CheckConstraint(
            "closed_at IS NULL OR kept_at IS NOT NULL OR broke_at IS NOT NULL",
            name="closed_for_a_reason",
        ),
        CheckConstraint("times_promised >= 1", name="promised_once_or_more"),
        Index("ix_promises_closed_at_ends_at", "closed_at", "ends_at"),
        Index("ix_promises_place_id_ends_at", "place_id", "ends_at"),
        Index("ix_promises_escalation_id", "escalation_id"),
    )

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    escalation_id: Mapped[int | None] = mapped_column(
        ForeignKey("escalations.id", ondelete="RESTRICT")
    )
    problem_id: Mapped[int | None] = mapped_column(ForeignKey("problems.id", ondelete="RESTRICT"))
    customer_hash: Mapped[str | None]
    words: Mapped[str]
    zone: Mapped[str]
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(active_history=True)
    times_promised: Mapped[int] = mapped_column(default=1, active_history=True)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    kept_at: Mapped[datetime | None] = mapped_column(active_history=True)
    broke_at: Mapped[datetime | None] = mapped_column(active_history=True)
    closed_at: Mapped[datetime | None] = mapped_column(active_history=True)
    submit_key: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own contract.


class PromiseEvent(Table):
    """Something that happened to a promise; appended, never edited (a trigger holds that). It
    keeps what it set: the window with its zone, or the owner.
    """

    __tablename__ = "promise_events"
    __table_args__ = (UniqueConstraint("promise_id", "sequence"),)

    id: Mapped[Key]
    promise_id: Mapped[int] = mapped_column(ForeignKey("promises.id", ondelete="RESTRICT"))
    sequence: Mapped[int]
    kind: Mapped[PromiseEventKind]
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    zone: Mapped[str | None]
    begins_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    words: Mapped[str] = mapped_column(default="")
