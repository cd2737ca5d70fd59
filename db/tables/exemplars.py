"""Words that worked in real cases, to be promoted to what others can say (P26)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import Key, Table


class Exemplar(Table):
    """What somebody said that worked, written down by whoever handled the case. The words freeze
    (a trigger holds that); promoted, they hold at a place and below until they are set aside.
    """

    __tablename__ = "exemplars"
    __table_args__ = (
        UniqueConstraint("escalation_id", "written_by_id"),
        CheckConstraint("words <> ''", name="words_given"),
        CheckConstraint(
            "(promoted_at IS NULL) = (promoted_to_id IS NULL)", name="promoted_to_a_place"
        ),
        CheckConstraint(
            "(set_aside_at IS NULL) = (set_aside_by_id IS NULL)", name="set_aside_by_somebody"
        ),
        Index("ix_exemplars_problem_id", "problem_id"),
        Index("ix_exemplars_place_id", "place_id"),
    )

    id: Mapped[Key]
    escalation_id: Mapped[int] = mapped_column(ForeignKey("escalations.id", ondelete="RESTRICT"))
    problem_id: Mapped[int] = mapped_column(ForeignKey("problems.id", ondelete="RESTRICT"))
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    words: Mapped[str]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    is_named: Mapped[bool]
    written_at: Mapped[datetime]
    promoted_at: Mapped[datetime | None]
    promoted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    promoted_to_id: Mapped[int | None] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    set_aside_at: Mapped[datetime | None]
    set_aside_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id", ondelete="RESTRICT")
    )
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own contract.
