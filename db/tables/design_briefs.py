"""Design briefs: a problem that comes back, for the fixers and the design team (P28, P33)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.rules.words import BriefEventKind, BriefState, Party
from db.tables.base import Key, Table


class DesignBrief(Table):
    """What is to be fixed at an office, or across the offices of a place above them, once for each
    problem; the row is what its events add up to. `evidence` holds the weeks of the chart as they
    stood when it was opened last.

    It lies with one `party` at a time, since `handed_at`; owner, team and the day by which it is
    due are those that were said when it was handed over last.
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
        Index("ix_design_briefs_problem_id", "problem_id"),
    )

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    problem_id: Mapped[int] = mapped_column(ForeignKey("problems.id", ondelete="RESTRICT"))
    state: Mapped[BriefState]
    reason: Mapped[str]
    evidence: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")
    party: Mapped[Party] = mapped_column(default=Party.COUNTER)
    handed_at: Mapped[datetime]
    team: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    due_on: Mapped[date | None]
    opened_at: Mapped[datetime]
    fixed_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own contract.


class DesignBriefEvent(Table):
    """Something that happened to a brief; appended, never edited (a trigger holds that). A fix
    that was made names the team that made it.
    """

    __tablename__ = "design_brief_events"
    __table_args__ = (
        UniqueConstraint("brief_id", "sequence"),
        Index("ix_design_brief_events_kind_at", "kind", "at"),
    )

    id: Mapped[Key]
    brief_id: Mapped[int] = mapped_column(ForeignKey("design_briefs.id", ondelete="RESTRICT"))
    sequence: Mapped[int]
    kind: Mapped[BriefEventKind]
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    party: Mapped[Party | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    team: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    fixed_on: Mapped[date | None]
    words: Mapped[str] = mapped_column(default="")
    # The weeks that were looked at; the sentence that they gave stands in the words.
    evidence: Mapped[str] = mapped_column(default="")
