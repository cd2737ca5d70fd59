"""Readiness as it stood one night at one office."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.base import Table


class ReadinessSnapshot(Table):
    """The covered-demand score of an office on one of its own days, with every lost point."""

    __tablename__ = "readiness_snapshots"

    place_id: Mapped[int] = mapped_column(
        ForeignKey("places.id", ondelete="RESTRICT"), primary_key=True
    )
    taken_on: Mapped[date] = mapped_column(primary_key=True)
    score: Mapped[float]
    contacts: Mapped[int]
    losses: Mapped[str]
    taken_at: Mapped[datetime]
