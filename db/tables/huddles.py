"""Huddles: series, agenda, attendance, actions, and what people bring to the table."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.rules.words import ActionKind, HuddleState, ItemKind, ItemOutcome, Origin
from db.tables.base import Key, Table


class HuddleSeries(Table):
    """A huddle that comes again: on these weekdays (digits, 0 is Monday), at this local time."""

    __tablename__ = "huddle_series"
    __table_args__ = (UniqueConstraint("place_id", "name"),)

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    name: Mapped[str]
    purpose: Mapped[str] = mapped_column(default="")
    weekdays: Mapped[str] = mapped_column(default="0123456")
    starts_at: Mapped[time]
    budget_minutes: Mapped[int] = mapped_column(default=10)
    chair_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    deactivated_at: Mapped[datetime | None]


class Huddle(Table):
    """One meeting of a team, from draft to signed minutes."""

    __tablename__ = "huddles"
    __table_args__ = (
        UniqueConstraint("series_id", "held_on"),
        CheckConstraint("budget_minutes > 0", name="budget_positive"),
        Index("ix_huddles_place_id_held_on", "place_id", "held_on"),
    )

    id: Mapped[Key]
    series_id: Mapped[int | None] = mapped_column(
        ForeignKey("huddle_series.id", ondelete="RESTRICT")
    )
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    name: Mapped[str]
    held_on: Mapped[date]
    budget_minutes: Mapped[int]
    chair_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    state: Mapped[HuddleState]
    numbers: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own contract.


class AgendaItem(Table):
    """One thing to talk about. It freezes when it is decided (a trigger holds that)."""

    __tablename__ = "agenda_items"
    __table_args__ = (
        UniqueConstraint("huddle_id", "position"),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided_with_outcome"),
        CheckConstraint(
            "outcome IS NULL OR outcome <> 'dropped' OR outcome_text <> ''",
            name="dropped_with_reason",
        ),
        CheckConstraint("(owner_id IS NULL) OR (due_on IS NOT NULL)", name="owner_with_due"),
    )

    id: Mapped[Key]
    huddle_id: Mapped[int] = mapped_column(ForeignKey("huddles.id", ondelete="RESTRICT"))
    position: Mapped[int]
    kind: Mapped[ItemKind]
    title: Mapped[str]
    facts: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int] = mapped_column(default=1)
    origin: Mapped[Origin | None]
    problem_id: Mapped[int | None] = mapped_column(ForeignKey("problems.id", ondelete="RESTRICT"))
    source_key: Mapped[str] = mapped_column(default="")
    outcome: Mapped[ItemOutcome | None]
    outcome_text: Mapped[str] = mapped_column(default="")
    is_answered: Mapped[bool | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    due_on: Mapped[date | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own contract.


class Attendance(Table):
    """Whether a person was there, and whether they confirmed what was agreed."""

    __tablename__ = "attendance"

    huddle_id: Mapped[int] = mapped_column(
        ForeignKey("huddles.id", ondelete="RESTRICT"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="RESTRICT"), primary_key=True
    )
    is_present: Mapped[bool]
    confirmed_at: Mapped[datetime | None]


class Action(Table):
    """Something to be done after a huddle; it comes back until it is verified effective."""

    __tablename__ = "actions"
    __table_args__ = (
        CheckConstraint("verified_at IS NULL OR done_at IS NOT NULL", name="done_before_verified"),
        Index("ix_actions_place_id_due_on", "place_id", "due_on"),
        Index(
            "ix_actions_problem_id_place_id",
            "problem_id",
            "place_id",
            sqlite_where=text("problem_id IS NOT NULL"),
            postgresql_where=text("problem_id IS NOT NULL"),
        ),
    )

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    huddle_id: Mapped[int | None] = mapped_column(ForeignKey("huddles.id", ondelete="RESTRICT"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_items.id", ondelete="RESTRICT"))
    problem_id: Mapped[int | None] = mapped_column(ForeignKey("problems.id", ondelete="RESTRICT"))
    kind: Mapped[ActionKind]
    text: Mapped[str]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    due_on: Mapped[date | None]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))


class Topic(Table):
    """Something that anyone wants to talk about at a coming huddle."""

    __tablename__ = "topics"
    __table_args__ = (CheckConstraint("text <> ''", name="text_given"),)

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"), index=True)
    text: Mapped[str]
    origin: Mapped[Origin]
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    raised_at: Mapped[datetime]
    huddle_id: Mapped[int | None] = mapped_column(ForeignKey("huddles.id", ondelete="RESTRICT"))


class Draft(Table):
    """What a person has typed and not yet submitted, kept for them."""

    __tablename__ = "drafts"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="RESTRICT"), primary_key=True
    )
    subject: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    updated_at: Mapped[datetime]
