"""The playbook: problems that could go wrong for a customer."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.rules.words import CauseClass, Fault, Origin
from db.tables.base import Key, Table


class Problem(Table):
    """Something that could go wrong for a customer, known at a place and below it."""

    __tablename__ = "problems"
    __table_args__ = (
        UniqueConstraint("place_id", "title"),
        CheckConstraint("title <> ''", name="title_given"),
        CheckConstraint("likelihood BETWEEN 1 AND 5", name="likelihood_in_range"),
        CheckConstraint("impact BETWEEN 1 AND 5", name="impact_in_range"),
    )

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    title: Mapped[str]
    keywords: Mapped[str] = mapped_column(default="")
    origin: Mapped[Origin]
    promise_broken: Mapped[str] = mapped_column(default="")
    cause_class: Mapped[CauseClass]
    fault: Mapped[Fault]
    likelihood: Mapped[int]
    impact: Mapped[int]
    is_powerless: Mapped[bool] = mapped_column(default=False)
    minimum_grade_id: Mapped[int | None] = mapped_column(
        ForeignKey("grades.id", ondelete="RESTRICT")
    )
    legal_threshold: Mapped[Decimal | None]
    legal_currency: Mapped[str | None]
    legal_sentence: Mapped[str] = mapped_column(default="")
    is_safety: Mapped[bool] = mapped_column(default=False)
    # Who has it on duty is asked first, whatever the ladder says.
    skill: Mapped[str | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    deactivated_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own contract.


class ProblemMention(Table):
    """A huddle that had a problem on its agenda: the proof that it was thought of beforehand."""

    __tablename__ = "problem_mentions"
    __table_args__ = (UniqueConstraint("problem_id", "huddle_id"),)

    id: Mapped[Key]
    problem_id: Mapped[int] = mapped_column(ForeignKey("problems.id", ondelete="RESTRICT"))
    huddle_id: Mapped[int] = mapped_column(ForeignKey("huddles.id", ondelete="RESTRICT"))
    origin: Mapped[Origin]
    is_answered: Mapped[bool]
    at: Mapped[datetime]
