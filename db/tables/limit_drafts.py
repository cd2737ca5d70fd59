"""Sets of limits before they are in force, and who has to read them afterwards."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.rules.words import LimitDraftEventKind, LimitDraftState
from db.tables.base import Key, Table


class LimitDraft(Table):
    """A set of limits of one place that is being written, sent, sent back or approved.

    `cells` is the grid as people typed it, right or wrong; `base_cells` is what held when it was
    begun. `starts_on` is a day of the place's calendar, or none for the moment of approval.
    """

    __tablename__ = "limit_drafts"
    __table_args__ = (
        UniqueConstraint("submit_key"),
        CheckConstraint("(state = 'approved') = (limit_set_id IS NOT NULL)", name="approved_set"),
        Index("ix_limit_drafts_place_id_state", "place_id", "state"),
    )

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    state: Mapped[LimitDraftState]
    round: Mapped[int] = mapped_column(default=1)
    note: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date | None]
    cells: Mapped[str]
    base_cells: Mapped[str]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    rolls_back_id: Mapped[int | None] = mapped_column(
        ForeignKey("limit_sets.id", ondelete="RESTRICT")
    )
    limit_set_id: Mapped[int | None] = mapped_column(
        ForeignKey("limit_sets.id", ondelete="RESTRICT")
    )
    submit_key: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own contract.


class LimitDraftEvent(Table):
    """Something that happened to a drafted set, with its cells as they stood then; appended,
    never edited (a trigger holds that).
    """

    __tablename__ = "limit_draft_events"
    __table_args__ = (Index("ix_limit_draft_events_limit_draft_id", "limit_draft_id"),)

    id: Mapped[Key]
    limit_draft_id: Mapped[int] = mapped_column(ForeignKey("limit_drafts.id", ondelete="RESTRICT"))
    round: Mapped[int]
    kind: Mapped[LimitDraftEventKind]
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    words: Mapped[str] = mapped_column(default="")
    cells: Mapped[str]


class LimitEnding(Table):
    """A version of a rule that a set ended without a next one, so that what is above holds."""

    __tablename__ = "limit_endings"

    limit_id: Mapped[int] = mapped_column(
        ForeignKey("authority_limits.id", ondelete="RESTRICT"), primary_key=True
    )
    limit_set_id: Mapped[int] = mapped_column(
        ForeignKey("limit_sets.id", ondelete="RESTRICT"), index=True
    )


class LimitReader(Table):
    """Somebody whose own amounts a set changed, and who has to read it."""

    __tablename__ = "limit_readers"
    __table_args__ = (Index("ix_limit_readers_person_id", "person_id"),)

    limit_set_id: Mapped[int] = mapped_column(
        ForeignKey("limit_sets.id", ondelete="RESTRICT"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="RESTRICT"), primary_key=True
    )
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    grade_id: Mapped[int] = mapped_column(ForeignKey("grades.id", ondelete="RESTRICT"))


class LimitReading(Table):
    """Somebody confirmed that they have read what a set changed for them."""

    __tablename__ = "limit_readings"

    limit_set_id: Mapped[int] = mapped_column(
        ForeignKey("limit_sets.id", ondelete="RESTRICT"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="RESTRICT"), primary_key=True
    )
    read_at: Mapped[datetime]
