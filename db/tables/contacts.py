"""Contacts served, help contacts and calm places."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.rules.words import ContactKind
from db.tables.base import Key, Table


class ContactsServed(Table):
    """How many customers a place served in a day: the denominator of every rate."""

    __tablename__ = "contacts_served"
    __table_args__ = (
        UniqueConstraint("place_id", "served_on"),
        CheckConstraint("contacts >= 0", name="contacts_not_negative"),
    )

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    served_on: Mapped[date]
    contacts: Mapped[int] = mapped_column(active_history=True)
    import_run_id: Mapped[int | None] = mapped_column(
        ForeignKey("import_runs.id", ondelete="RESTRICT")
    )


class HelpContact(Table):
    """Somebody outside the team who can help, verified by calling."""

    __tablename__ = "help_contacts"
    __table_args__ = (UniqueConstraint("place_id", "name"),)

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    kind: Mapped[ContactKind]
    name: Mapped[str]
    phone: Mapped[str]
    what_for: Mapped[str] = mapped_column(default="")
    hours: Mapped[str] = mapped_column(default="")
    verified_at: Mapped[datetime | None]
    verified_until: Mapped[date | None]
    deactivated_at: Mapped[datetime | None]


class CalmPlace(Table):
    """A room for a difficult conversation (P73, P74)."""

    __tablename__ = "calm_places"
    __table_args__ = (UniqueConstraint("place_id", "name"),)

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    name: Mapped[str]
    directions: Mapped[str] = mapped_column(default="")
    deactivated_at: Mapped[datetime | None]


class Situation(Table):
    """A strategy for a live failure, approved beforehand and dormant until it is needed (P9)."""

    __tablename__ = "situations"
    __table_args__ = (UniqueConstraint("place_id", "title"),)

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    title: Mapped[str]
    cause: Mapped[str]
    cannot: Mapped[str]
    doing_in_numbers: Mapped[str]
    outside_help: Mapped[str] = mapped_column(default="")
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    deactivated_at: Mapped[datetime | None]
