"""The tree of places, their opening hours and the days on which they are closed on purpose."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.rules.words import PlaceKind
from db.tables.base import Key, Table


class Place(Table):
    """One node; `path` holds the keys from the root down, as `/1/4/9/`, so that "here and
    below" is one prefix. Zone, currency and country are set wherever people work.
    """

    __tablename__ = "places"
    __table_args__ = (
        CheckConstraint("name <> ''", name="name_given"),
        UniqueConstraint("parent_id", "name"),
        Index("ix_places_path", "path", unique=True),
    )

    id: Mapped[Key]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    kind: Mapped[PlaceKind]
    name: Mapped[str]
    code: Mapped[str]
    path: Mapped[str]
    zone: Mapped[str] = mapped_column(active_history=True)
    currency: Mapped[str]
    country_code: Mapped[str]
    # How often the ladder of the place begins again after its last step.
    ladder_repeats: Mapped[int] = mapped_column(default=0)
    deactivated_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own contract.


class OpeningHours(Table):
    """One stretch of one weekday (0 is Monday), on the office's clock; several make split
    shifts; `closes_at` at or before `opens_at` runs past midnight.
    """

    __tablename__ = "opening_hours"
    __table_args__ = (
        UniqueConstraint("place_id", "weekday", "opens_at"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_known"),
    )

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    weekday: Mapped[int]
    opens_at: Mapped[time]
    closes_at: Mapped[time]


class Closure(Table):
    """A day on which a place is closed on purpose, which is not a gap."""

    __tablename__ = "closures"
    __table_args__ = (UniqueConstraint("place_id", "closed_on"),)

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    closed_on: Mapped[date]
    reason: Mapped[str]
