"""The audit trail: hash-chained entries, their head, and the seals that show a cut tail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import Key, Table


class AuditEntry(Table):
    """One act: who, what, on what, where and when. Appended, never edited (triggers hold that)."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_subject", "subject_kind", "subject_id"),
        Index("ix_audit_entries_at", "at"),
    )

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    act: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    place_id: Mapped[int | None] = mapped_column(
        ForeignKey("places.id", ondelete="RESTRICT"), index=True
    )
    detail: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str]


class AuditHead(Table):
    """Where the trail ends now: the row that writers queue on."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[Key]
    sequence: Mapped[int]
    hash: Mapped[str]


class AuditSeal(Table):
    """The head of the trail as it stood one night; the same line is kept in a file outside."""

    __tablename__ = "audit_seals"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[str]
    sealed_at: Mapped[datetime]
