"""What managers are trained in, and who was trained when (P49)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import Key, Table


class TrainingSubject(Table):
    """Something that people are trained in; `is_needed` of every manager, or good to have."""

    __tablename__ = "training_subjects"
    __table_args__ = (UniqueConstraint("name"), CheckConstraint("name <> ''", name="name_given"))

    id: Mapped[Key]
    name: Mapped[str]
    is_needed: Mapped[bool]
    deactivated_at: Mapped[datetime | None]


class Training(Table):
    """One training of one person, as somebody recorded it; never edited (a trigger holds that)."""

    __tablename__ = "trainings"
    __table_args__ = (
        UniqueConstraint("submit_key"),
        CheckConstraint("valid_until >= trained_on", name="valid_from_its_day"),
        Index("ix_trainings_person_id", "person_id"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    subject_id: Mapped[int] = mapped_column(ForeignKey("training_subjects.id", ondelete="RESTRICT"))
    trained_on: Mapped[date]
    valid_until: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    submit_key: Mapped[str]


class TrainingWithdrawal(Table):
    """A training that was recorded by mistake, and why: an event beside it, written once."""

    __tablename__ = "training_withdrawals"
    __table_args__ = (CheckConstraint("why <> ''", name="why_given"),)

    training_id: Mapped[int] = mapped_column(
        ForeignKey("trainings.id", ondelete="RESTRICT"), primary_key=True
    )
    withdrawn_at: Mapped[datetime]
    withdrawn_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="RESTRICT")
    )
    why: Mapped[str]
