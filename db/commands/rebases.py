"""Acts on the usual range of an office: begin a new one, and take that back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import select

from db import audit
from db.access import Permission
from db.audit import Subject
from db.commands.scope import in_turn, place_where
from db.rules.refusals import Conflict, Refusal
from db.rules.words import PlaceKind
from db.rules.writing import given_name
from db.tables.rebases import Rebase, RebaseEnd

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer

MONDAY = 0


def start(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int,
    starts_on: date,
    reason: str,
    submit_key: str,
    at: datetime,
) -> int:
    """Count the usual range of an office's escalations anew from this Monday on, and say why.
    The same `submit_key` twice is one rebase.
    """
    place = place_where(session, viewer, Permission.RANGE_START, place_id=place_id)
    if place.kind is not PlaceKind.OFFICE:
        raise Refusal("A usual range belongs to an office. Choose one.")
    reason = given_name(reason, "reason")
    if starts_on.weekday() != MONDAY:
        raise Refusal("A range begins on a Monday. Choose a week.")
    if starts_on > at.astimezone(ZoneInfo(place.zone)).date():
        raise Refusal("That week lies ahead. Begin a range in a week that has begun.")
    in_turn(session, f"rebase {place.id}")
    known = session.scalar(select(Rebase.id).where(Rebase.submit_key == submit_key))
    if known is not None:
        return known
    if _stands(session, place.id, starts_on):
        raise Conflict(f"{place.name} has a new range from {starts_on:%-d %b %Y} on already.")
    row = Rebase(
        place_id=place.id, starts_on=starts_on, reason=reason, set_at=at,
        set_by_id=viewer.person_id, submit_key=submit_key,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _tell(session, viewer, "usual range begun", row, reason, at=at)
    return row.id


def take_back(
    session: Session, viewer: Viewer, *, rebase_id: int, reason: str, at: datetime
) -> None:
    """Let the range before go on, and say why; what was begun stays on record."""
    row = session.get(Rebase, rebase_id)
    if row is None:
        raise Refusal("There is no such range. Choose one that is shown.")
    place_where(session, viewer, Permission.RANGE_START, place_id=row.place_id)
    reason = given_name(reason, "reason")
    in_turn(session, f"rebase {row.place_id}")
    if session.get(RebaseEnd, row.id, populate_existing=True) is not None:
        raise Conflict("Somebody took this range back already. Nothing was changed.")
    session.add(
        RebaseEnd(rebase_id=row.id, reason=reason, ended_at=at, ended_by_id=viewer.person_id)
    )
    session.flush()
    _tell(session, viewer, "usual range taken back", row, reason, at=at)


def _stands(session: Session, place_id: int, starts_on: date) -> bool:
    question = (
        select(Rebase.id)
        .outerjoin(RebaseEnd, RebaseEnd.rebase_id == Rebase.id)
        .where(
            Rebase.place_id == place_id,
            Rebase.starts_on == starts_on,
            RebaseEnd.rebase_id.is_(None),
        )
    )
    return session.scalar(question) is not None


def _tell(
    session: Session, viewer: Viewer, act: str, row: Rebase, reason: str, *, at: datetime
) -> None:
    detail = {"from": row.starts_on.isoformat(), "reason": reason}
    audit.record(session, viewer, act, Subject("rebase", row.id, row.place_id), at=at,
                 detail=detail)  # fmt: skip
