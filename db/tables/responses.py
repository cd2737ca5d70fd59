"""Responses: what was agreed to say and do, in numbered versions that do not change."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.rules.words import NoReason, ResponseState
from db.tables.base import Key, Table


class Response(Table):
    """One version of the response to one problem at one place and below.

    The words of a version freeze when it is agreed (a trigger holds that); a change is the
    next number. `place_id` is the organisation for the global text and a country or an office
    for a local variant.
    """

    __tablename__ = "responses"
    __table_args__ = (
        UniqueConstraint("problem_id", "place_id", "number"),
        CheckConstraint(
            "state IN ('draft', 'proposed')"
            " OR (agreed_at IS NOT NULL AND agreed_by_id IS NOT NULL)",
            name="agreed_by_somebody",
        ),
        CheckConstraint(
            "state = 'draft' OR what_we_can_still_do <> ''", name="never_powerless_to_help"
        ),
        Index(
            "ix_responses_one_agreed",
            "problem_id",
            "place_id",
            unique=True,
            sqlite_where=text("state = 'agreed'"),
            postgresql_where=text("state = 'agreed'"),
        ),
    )

    id: Mapped[Key]
    problem_id: Mapped[int] = mapped_column(ForeignKey("problems.id", ondelete="RESTRICT"))
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    number: Mapped[int]
    state: Mapped[ResponseState]
    opening_words: Mapped[str] = mapped_column(default="")
    acknowledgement: Mapped[str] = mapped_column(default="")
    empathy: Mapped[str] = mapped_column(default="")
    ours: Mapped[str] = mapped_column(default="")
    not_ours: Mapped[str] = mapped_column(default="")
    cause: Mapped[str] = mapped_column(default="")
    what_we_do_now: Mapped[str] = mapped_column(default="")
    what_we_can_still_do: Mapped[str] = mapped_column(default="")
    who_else_can_help: Mapped[str] = mapped_column(default="")
    prevention: Mapped[str] = mapped_column(default="")
    never_say: Mapped[str] = mapped_column(default="")
    why: Mapped[str] = mapped_column(default="")
    no_reason: Mapped[NoReason | None]
    no_words: Mapped[str] = mapped_column(default="")
    partial_solution: Mapped[str] = mapped_column(default="")
    referral: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    updated_at: Mapped[datetime]
    agreed_at: Mapped[datetime | None]
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    agreed_huddle_id: Mapped[int | None] = mapped_column(
        ForeignKey("huddles.id", ondelete="RESTRICT")
    )
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    verified_until: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own contract.


class Briefing(Table):
    """A person was told of one version of a response."""

    __tablename__ = "briefings"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="RESTRICT"), primary_key=True
    )
    response_id: Mapped[int] = mapped_column(
        ForeignKey("responses.id", ondelete="RESTRICT"), primary_key=True
    )
    at: Mapped[datetime]
    huddle_id: Mapped[int | None] = mapped_column(ForeignKey("huddles.id", ondelete="RESTRICT"))


class Rehearsal(Table):
    """A drill of one problem at one office. It is no escalation and can never count as one."""

    __tablename__ = "rehearsals"
    __table_args__ = (Index("ix_rehearsals_place_id_problem_id", "place_id", "problem_id"),)

    id: Mapped[Key]
    problem_id: Mapped[int] = mapped_column(ForeignKey("problems.id", ondelete="RESTRICT"))
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    at: Mapped[datetime]
    took_part: Mapped[int]
    gave_agreed_words: Mapped[int]
    huddle_id: Mapped[int | None] = mapped_column(ForeignKey("huddles.id", ondelete="RESTRICT"))
