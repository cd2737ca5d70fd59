"""Rulings: "would this make us liable?", asked of the superior, answered, and kept (P65)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.rules.words import RulingEventKind, RulingState, Verdict
from db.tables.base import Key, Table


class Ruling(Table):
    """One question with the answer that holds; the row is what the events add up to."""

    __tablename__ = "rulings"
    __table_args__ = (
        UniqueConstraint("submit_key"),
        CheckConstraint("question <> ''", name="question_given"),
        CheckConstraint(
            "(state = 'answered') = (verdict IS NOT NULL AND answered_at IS NOT NULL)",
            name="answered_in_words",
        ),
        CheckConstraint("due_at > asked_at", name="due_after"),
        Index("ix_rulings_state_place_id", "state", "place_id"),
        Index("ix_rulings_asker_id_asked_at", "asker_id", "asked_at"),
    )

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    problem_id: Mapped[int | None] = mapped_column(ForeignKey("problems.id", ondelete="RESTRICT"))
    question: Mapped[str]
    asker_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[RulingState]
    verdict: Mapped[Verdict | None]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    submit_key: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own contract.


class RulingEvent(Table):
    """Something that happened to a ruling; appended, never edited (a trigger holds that)."""

    __tablename__ = "ruling_events"
    __table_args__ = (UniqueConstraint("ruling_id", "sequence"),)

    id: Mapped[Key]
    ruling_id: Mapped[int] = mapped_column(ForeignKey("rulings.id", ondelete="RESTRICT"))
    sequence: Mapped[int]
    kind: Mapped[RulingEventKind]
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    verdict: Mapped[Verdict | None]
    words: Mapped[str] = mapped_column(default="")
