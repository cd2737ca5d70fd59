"""Cover: who is on duty when, whether they can come now, and what they promise of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.rules.words import AvailabilityState
from db.tables.base import Key, Table


class Cover(Table):
    """One shift of one person at one place."""

    __tablename__ = "cover"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        UniqueConstraint("person_id", "place_id", "starts_at"),
        Index("ix_cover_place_id_ends_at", "place_id", "ends_at"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class Availability(Table):
    """What a person last said of themselves: the last of their events."""

    __tablename__ = "availability"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="RESTRICT"), primary_key=True
    )
    state: Mapped[AvailabilityState]
    since: Mapped[datetime]


class AvailabilityEvent(Table):
    """What a person said of themselves, and when; appended, never edited (a trigger holds that)."""

    __tablename__ = "availability_events"
    __table_args__ = (Index("ix_availability_events_person_id_said_at", "person_id", "said_at"),)

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    state: Mapped[AvailabilityState]
    said_at: Mapped[datetime]


class AvailabilityPromise(Table):
    """What a manager promises for a shift, or a part of it: to be reachable within so many minutes.
    The next one of the shift takes its place from its own beginning on; one without minutes
    promises no more. Appended, never edited (a trigger holds that).
    """

    __tablename__ = "availability_promises"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes_positive"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("ix_availability_promises_cover_id", "cover_id"),
    )

    id: Mapped[Key]
    cover_id: Mapped[int] = mapped_column(ForeignKey("cover.id", ondelete="RESTRICT"))
    minutes: Mapped[int | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
