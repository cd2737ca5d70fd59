"""Files that came in, and what became of their rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.rules.words import ImportState
from db.tables.base import Key, Table


class ImportRun(Table):
    """One file, read once, kept whole or not at all; refused rows are listed in `refusals`."""

    __tablename__ = "import_runs"

    id: Mapped[Key]
    kind: Mapped[str]
    file_name: Mapped[str]
    file_sha256: Mapped[str]
    mapping: Mapped[str] = mapped_column(default="")
    imported_at: Mapped[datetime]
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    rows_read: Mapped[int]
    rows_kept: Mapped[int]
    rows_refused: Mapped[int]
    refusals: Mapped[str] = mapped_column(default="[]")


class ImportOrder(Table):
    """An import that somebody asked for on a screen, and how far it is. What it keeps stands in
    import runs, one for each piece; this row only tells of it, and is no evidence.
    """

    __tablename__ = "import_orders"
    __table_args__ = (UniqueConstraint("submit_key"),)

    id: Mapped[Key]
    file_name: Mapped[str]
    mapping: Mapped[str]
    submit_key: Mapped[str]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    asked_at: Mapped[datetime]
    state: Mapped[ImportState]
    began_at: Mapped[datetime | None]
    heard_at: Mapped[datetime]
    stop_asked_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    rows_total: Mapped[int] = mapped_column(default=0)
    rows_read: Mapped[int] = mapped_column(default=0)
    rows_kept: Mapped[int] = mapped_column(default=0)
    rows_refused: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(default="")
