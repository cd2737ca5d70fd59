"""People, their grades and roles, and their signed-in sessions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.rules.words import Role
from db.tables.base import Key, Table


class Grade(Table):
    """A rung of the authority ladder; a higher rank may give more."""

    __tablename__ = "grades"
    __table_args__ = (UniqueConstraint("rank"), UniqueConstraint("name"))

    id: Mapped[Key]
    name: Mapped[str]
    rank: Mapped[int]


class Person(Table):
    """Somebody who works here. Deactivated, never deleted; pseudonymised on request."""

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("sign_in"),
        CheckConstraint("name <> ''", name="name_given"),
        Index("ix_people_home_place_id", "home_place_id"),
    )

    id: Mapped[Key]
    name: Mapped[str]
    sign_in: Mapped[str]
    password_hash: Mapped[str | None]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    home_place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    grade_id: Mapped[int] = mapped_column(ForeignKey("grades.id", ondelete="RESTRICT"))
    desk: Mapped[str] = mapped_column(default="")
    deactivated_at: Mapped[datetime | None]
    pseudonymised_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own contract.


class RoleAssignment(Table):
    """A role that a person holds at a place and everywhere below it."""

    __tablename__ = "role_assignments"
    __table_args__ = (UniqueConstraint("person_id", "place_id", "role"),)

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"))
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="RESTRICT"))
    role: Mapped[Role]


class PersonSkill(Table):
    """Something that a person is better at than most, as their manager recorded it (P48)."""

    __tablename__ = "person_skills"
    __table_args__ = (CheckConstraint("skill <> ''", name="skill_given"),)

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="RESTRICT"), primary_key=True
    )
    skill: Mapped[str] = mapped_column(primary_key=True)


class SignedInSession(Table):
    """An opaque session; only the hash of its token is kept, and deleting it signs out."""

    __tablename__ = "signed_in_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SignInAttempt(Table):
    """A try to sign in, kept for throttling by name and by address."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        Index("ix_sign_in_attempts_sign_in_at", "sign_in", "at"),
        Index("ix_sign_in_attempts_address_at", "address", "at"),
    )

    id: Mapped[Key]
    sign_in: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime]
    succeeded: Mapped[bool]


class Installation(Table):
    """The one row that says whether this installation is set up."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[Key]
    code_hash: Mapped[str | None]
    code_tries: Mapped[int] = mapped_column(default=0)
    set_up_at: Mapped[datetime | None]
