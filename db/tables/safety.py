"""The safety line: what was reported, what was said of it, and the care afterwards (P71, P75).

Only the managers of the place and above them, and whoever reported it, may read a record; see
`visible_safety_records` in `db.access`.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.rules.words import AfterCareEventKind, AfterCareStep, SafetyEventKind, SwapEnding
from db.tables.base import Key, Table


class SafetyRecord(Table):
    """A matter of safety at a place; never edited (a trigger holds that). Its words are events."""

    __tablename__ = "safety_records"
    __table_args__ = (
        UniqueConstraint("escalation_id"),
        Index("ix_safety_records_place_id_reported_at", "place_id", "reported_at"),
        Index("ix_safety_records_reporter_id_reported_at", "reporter_id", "reported_at"),
    )

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    escalation_id: Mapped[int] = mapped_column(ForeignKey("escalations.id", ondelete="RESTRICT"))
    problem_id: Mapped[int | None] = mapped_column(ForeignKey("problems.id", ondelete="RESTRICT"))
    reported_at: Mapped[datetime]


class SafetyEvent(Table):
    """Something that was said of a safety record; appended, never edited (a trigger holds that)."""

    __tablename__ = "safety_events"
    __table_args__ = (
        UniqueConstraint("safety_record_id", "sequence"),
        UniqueConstraint("submit_key"),
        CheckConstraint("kind <> 'described' OR words <> ''", name="described_with_words"),
    )

    id: Mapped[Key]
    safety_record_id: Mapped[int] = mapped_column(
        ForeignKey("safety_records.id", ondelete="RESTRICT")
    )
    sequence: Mapped[int]
    kind: Mapped[SafetyEventKind]
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    words: Mapped[str] = mapped_column(default="")
    submit_key: Mapped[str | None]


class AfterCare(Table):
    """One time at which the reporter of a safety record is asked how they are, and who asks. The
    row is what its events add up to: the owner may change until it is closed.
    """

    __tablename__ = "after_cares"
    __table_args__ = (
        UniqueConstraint("safety_record_id", "step"),
        Index("ix_after_cares_place_id_due_on", "place_id", "due_on"),
        Index("ix_after_cares_owner_id_due_on", "owner_id", "due_on"),
    )

    id: Mapped[Key]
    safety_record_id: Mapped[int] = mapped_column(
        ForeignKey("safety_records.id", ondelete="RESTRICT")
    )
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    step: Mapped[AfterCareStep]
    due_on: Mapped[date]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own contract.


class AfterCareEvent(Table):
    """Something that happened to after-care; appended, never edited (a trigger holds that)."""

    __tablename__ = "after_care_events"
    __table_args__ = (UniqueConstraint("after_care_id", "sequence"),)

    id: Mapped[Key]
    after_care_id: Mapped[int] = mapped_column(ForeignKey("after_cares.id", ondelete="RESTRICT"))
    sequence: Mapped[int]
    kind: Mapped[AfterCareEventKind]
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    words: Mapped[str] = mapped_column(default="")


class SwapOut(Table):
    """Somebody asked to be taken over from; never edited (a trigger holds that)."""

    __tablename__ = "swap_outs"
    __table_args__ = (
        UniqueConstraint("submit_key"),
        Index("ix_swap_outs_place_id_asked_at", "place_id", "asked_at"),
    )

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    asker_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    asked_at: Mapped[datetime]
    submit_key: Mapped[str]


class SwapOutEnding(Table):
    """Somebody took over, or the asker no longer needs it; the first one counts and stays."""

    __tablename__ = "swap_out_endings"
    __table_args__ = (UniqueConstraint("swap_out_id"),)

    id: Mapped[Key]
    swap_out_id: Mapped[int] = mapped_column(ForeignKey("swap_outs.id", ondelete="RESTRICT"))
    kind: Mapped[SwapEnding]
    at: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
