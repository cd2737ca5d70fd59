"""The lease that one process holds, and the ledger of what ran when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from db.rules.words import JobState
from db.tables.base import Table


class JobLease(Table):
    """Who runs the timetable now, and until when unless they say so again."""

    __tablename__ = "job_leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    expires_at: Mapped[datetime]


class JobRun(Table):
    """One slot of one job, claimed by its primary key: a second claim cannot be made."""

    __tablename__ = "job_runs"

    job: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[JobState]
    holder: Mapped[str]
    tries: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
