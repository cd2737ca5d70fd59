"""Files that came in, and what became of their rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

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
