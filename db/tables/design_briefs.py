"""Design briefs: a problem that comes back, for the fixers and the design team (P28, P33)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.rules.words import BriefEventKind, BriefState
from db.tables.base import Key, Table


class DesignBrief(Table):
    """What is to be fixed at an office, once for each problem; the row is what its events add up
    to. `evidence` holds the weeks of the chart as they stood when it was opened last.
    """

    __tablename__ = "design_briefs"
    __table_args__ = (
        UniqueConstraint("place_id", "problem_id"),
        CheckConstraint("reason <> ''", name="reason_given"),
        CheckConstraint(
            "(closed_at IS NOT NULL) = (state = 'closed')", name="closed_when_it_says_so"
        ),
        CheckConstraint(
            "state NOT IN ('fixed', 'closed') OR fixed_on IS NOT NULL", name="fixed_on_a_day"
        ),
        Index("ix_design_briefs_state_place_id", "state", "place_id"),
    )

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    problem_id: Mapped[int] = mapped_column(ForeignKey("problems.id", ondelete="RESTRICT"))
    state: Mapped[BriefState]
    reason: Mapped[str]
    evidence: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")
    team: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    opened_at: Mapped[datetime]
    fixed_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own contract.


class DesignBriefEvent(Table):
    """Something that happened to a brief; appended, never edited (a trigger holds that)."""

    __tablename__ = "design_brief_events"
    __table_args__ = (UniqueConstraint("brief_id", "sequence"),)

    id: Mapped[Key]
    brief_id: Mapped[int] = mapped_column(ForeignKey("design_briefs.id", ondelete="RESTRICT"))
    sequence: Mapped[int]
    kind: Mapped[BriefEventKind]
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    team: Mapped[str] = mapped_column(default="")
    fixed_on: Mapped[date | None]
    words: Mapped[str] = mapped_column(default="")
    # The weeks that were looked at; the sentence that they gave stands in the words.
    evidence: Mapped[str] = mapped_column(default="")
