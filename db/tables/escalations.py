"""Escalations and their events; the row is what the events add up to.

What holdings count is read before it is changed (`active_history`): they take the former back.
"""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.rules.words import (
    EscalationClass,
    EscalationReason,
    EscalationState,
    EventKind,
    LeftReason,
    LimitKind,
    Outcome,
    PassOnReason,
)
from db.tables.base import Key, Table

# Of imported ones nobody kept whose they were: they cannot be known to be reopened.
RESOLVED_HERE = "resolved_at IS NOT NULL AND import_run_id IS NULL"
_ENDED = "customer_hash IS NOT NULL AND outcome IS NOT NULL"
_NOT_SATISFIABLE = "outcome = 'not_satisfiable'"


class Escalation(Table):
    """One ask for a manager, with what was in force for the asker at that moment."""

    __tablename__ = "escalations"
    __table_args__ = (
        UniqueConstraint("submit_key"),
        UniqueConstraint("source", "external_reference"),
        CheckConstraint(
            "problem_id IS NOT NULL OR unanticipated_words <> ''", name="problem_or_words"
        ),
        CheckConstraint(
            "(amount_asked IS NULL) = (asked_currency IS NULL)", name="amount_with_currency"
        ),
        CheckConstraint("acknowledged_at IS NULL OR acknowledged_at >= asked_at", name="ack_after"),
        CheckConstraint("resolved_at IS NULL OR resolved_at >= asked_at", name="resolved_after"),
        CheckConstraint("left_at IS NULL OR left_at >= asked_at", name="left_after"),
        Index("ix_escalations_place_id_asked_at", "place_id", "asked_at"),
        Index("ix_escalations_asked_at_problem_id", "asked_at", "problem_id"),
        Index(
            "ix_escalations_problem_id_place_id_asked_at",
            "problem_id",
            "place_id",
            "asked_at",
            sqlite_where=text("problem_id IS NOT NULL"),
            postgresql_where=text("problem_id IS NOT NULL"),
        ),
        Index(
            "ix_escalations_place_id_resolved_at",
            "place_id",
            "resolved_at",
            sqlite_where=text(RESOLVED_HERE),
            postgresql_where=text(RESOLVED_HERE),
        ),
        Index(
            "ix_escalations_customer_hash_resolved_at",
            "customer_hash",
            "resolved_at",
            sqlite_where=text("customer_hash IS NOT NULL"),
            postgresql_where=text("customer_hash IS NOT NULL"),
        ),
        Index(
            "ix_escalations_reopened_by_id",
            "reopened_by_id",
            sqlite_where=text("reopened_by_id IS NOT NULL"),
            postgresql_where=text("reopened_by_id IS NOT NULL"),
        ),
        Index("ix_escalations_state_place_id", "state", "place_id"),
        # Asks of other systems name nobody who asked.
        Index(
            "ix_escalations_asker_id_asked_at",
            "asker_id",
            "asked_at",
            sqlite_where=text("asker_id IS NOT NULL"),
            postgresql_where=text("asker_id IS NOT NULL"),
        ),
        # Few rows each: how the asks of one customer ended, and those that could end no better.
        Index(
            "ix_escalations_customer_hash_problem_id",
            "customer_hash",
            "problem_id",
            sqlite_where=text(_ENDED),
            postgresql_where=text(_ENDED),
        ),
        Index(
            "ix_escalations_not_satisfiable",
            "place_id",
            "asked_at",
            sqlite_where=text(_NOT_SATISFIABLE),
            postgresql_where=text(_NOT_SATISFIABLE),
        ),
    )

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    asker_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    problem_id: Mapped[int | None] = mapped_column(ForeignKey("problems.id", ondelete="RESTRICT"))
    unanticipated_words: Mapped[str] = mapped_column(default="")
    reason: Mapped[EscalationReason]
    escalation_class: Mapped[EscalationClass] = mapped_column(active_history=True)
    remedy_id: Mapped[int | None] = mapped_column(ForeignKey("remedies.id", ondelete="RESTRICT"))
    amount_asked: Mapped[Decimal | None]
    asked_currency: Mapped[str | None]
    offered_already: Mapped[str] = mapped_column(default="")
    customer_hash: Mapped[str | None]
    limit_id: Mapped[int | None] = mapped_column(
        ForeignKey("authority_limits.id", ondelete="RESTRICT")
    )
    limit_kind: Mapped[LimitKind | None]
    limit_amount: Mapped[Decimal | None]
    state: Mapped[EscalationState] = mapped_column(active_history=True)
    asked_at: Mapped[datetime] = mapped_column(active_history=True)
    acknowledged_at: Mapped[datetime | None] = mapped_column(active_history=True)
    with_customer_at: Mapped[datetime | None] = mapped_column(active_history=True)
    resolved_at: Mapped[datetime | None] = mapped_column(active_history=True)
    left_at: Mapped[datetime | None] = mapped_column(active_history=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(active_history=True)
    # Seconds of opening hours in each settled wait, by the hours that the office had when it
    # settled; `db.held_changes` writes them, and nothing where no hours were known.
    open_until_acknowledged: Mapped[int | None] = mapped_column(active_history=True)
    open_until_with_customer: Mapped[int | None] = mapped_column(active_history=True)
    open_until_resolved: Mapped[int | None] = mapped_column(active_history=True)
    offered_to_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    ladder_position: Mapped[int] = mapped_column(default=0)
    ladder_round: Mapped[int] = mapped_column(default=0)
    move_up_at: Mapped[datetime | None]
    hand_offs: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[Outcome | None]
    granted_remedy_id: Mapped[int | None] = mapped_column(
        ForeignKey("remedies.id", ondelete="RESTRICT")
    )
    amount_granted: Mapped[Decimal | None]
    granted_currency: Mapped[str | None]
    is_complete: Mapped[bool | None] = mapped_column(active_history=True)
    # The customer came back with the same problem soon after it was resolved, with that ask (P30).
    reopened_at: Mapped[datetime | None]
    reopened_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("escalations.id", ondelete="RESTRICT")
    )
    source: Mapped[str] = mapped_column(default="")
    external_reference: Mapped[str | None]
    import_run_id: Mapped[int | None] = mapped_column(
        ForeignKey("import_runs.id", ondelete="RESTRICT")
    )
    submit_key: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own contract.


class EscalationEvent(Table):
    """Something that happened to an escalation; appended, never edited (a trigger holds that)."""

    __tablename__ = "escalation_events"
    __table_args__ = (UniqueConstraint("escalation_id", "sequence"),)

    id: Mapped[Key]
    escalation_id: Mapped[int] = mapped_column(ForeignKey("escalations.id", ondelete="RESTRICT"))
    sequence: Mapped[int]
    kind: Mapped[EventKind]
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    to_person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    pass_on_reason: Mapped[PassOnReason | None]
    left_reason: Mapped[LeftReason | None]
    outcome: Mapped[Outcome | None]
    amount: Mapped[Decimal | None]
    currency: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")
    # What else became true with it, as `db.rules.replays` writes and reads it.
    facts: Mapped[str] = mapped_column(default="")
    ladder_round: Mapped[int] = mapped_column(default=0)


class LadderStep(Table):
    """One step of an office's ladder: whom an unanswered escalation is offered to, and for how
    long. A step names a person, the lowest grade that may take it, or a skill; or it says why
    nobody is meant to come, at all hours or at some of the office's clock.
    """

    __tablename__ = "ladder_steps"
    __table_args__ = (
        UniqueConstraint("place_id", "position"),
        CheckConstraint("time_out_seconds > 0", name="time_out_positive"),
        CheckConstraint(
            "CASE WHEN person_id IS NULL THEN 0 ELSE 1 END + CASE WHEN grade_id IS NULL THEN 0 "
            "ELSE 1 END + CASE WHEN skill IS NULL THEN 0 ELSE 1 END "
            "+ CASE WHEN closed_reason IS NULL THEN 0 ELSE 1 END = 1",
            name="one_of_four",
        ),
        CheckConstraint(
            "(closed_from IS NULL) = (closed_until IS NULL)", name="hours_from_and_until"
        ),
    )

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    position: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    grade_id: Mapped[int | None] = mapped_column(ForeignKey("grades.id", ondelete="RESTRICT"))
    skill: Mapped[str | None]
    closed_reason: Mapped[str | None]
    closed_from: Mapped[time | None]
    closed_until: Mapped[time | None]
    time_out_seconds: Mapped[int]
