"""Noting that a customer walked away with their matter unresolved (P25), and taking that back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from db import audit
from db.access import Permission
from db.audit import Subject
from db.commands.scope import in_turn, place_where
from db.queries.deciders import problem_for
from db.rules.near_escalations import WITHDRAW_WITHIN
from db.rules.references import customer_hash
from db.rules.refusals import Conflict, NotPermitted, Refusal
from db.rules.writing import given_text
from db.settings import read_settings
from db.tables.walk_aways import WalkAway, WalkAwayWithdrawal

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.rules.words import LeftReason


@dataclass(frozen=True, slots=True)
class Left:
    """Why a customer left, and with which problem; in their words for one nobody thought of."""

    reason: LeftReason
    problem_id: int | None
    words: str = ""
    customer_reference: str = ""


def note(
    session: Session, viewer: Viewer, *, place_id: int, left: Left, submit_key: str, at: datetime
) -> int:
    """Note that a customer left whom nobody had asked a manager for. One `submit_key` is one note;
    who leaves while somebody is asked for is noted with that ask.
    """
    place = place_where(session, viewer, Permission.ESCALATION_ASK, place_id=place_id)
    in_turn(session, submit_key)
    known = session.scalar(select(WalkAway.id).where(WalkAway.submit_key == submit_key))
    if known is not None:
        return known
    if viewer.person_id is None:
        raise NotPermitted("Only a person sees a customer leave.")
    problem = problem_for(session, viewer, left.problem_id)
    words = "" if problem is not None else given_text(left.words, "problem")
    row = WalkAway(
        place_id=place.id,
        noted_at=at,
        noted_by_id=viewer.person_id,
        reason=left.reason,
        problem_id=left.problem_id,
        unanticipated_words=words,
        customer_hash=customer_hash(left.customer_reference, read_settings().secret()),
        submit_key=submit_key,
    )
    session.add(row)
    session.flush()
    audit.record(session, viewer, "walk-away noted", Subject("walk-away", row.id, place.id), at=at,
                 detail={"reason": left.reason})  # fmt: skip
    return row.id


def withdraw(session: Session, viewer: Viewer, *, walk_away_id: int, at: datetime) -> None:
    """Take one's own back within minutes: it is counted no more. Again changes nothing."""
    row = session.get(WalkAway, walk_away_id)
    if row is None or row.noted_by_id != viewer.person_id:
        raise Refusal("You noted no such thing. Only who noted it takes it back.")
    if session.get(WalkAwayWithdrawal, row.id) is not None:
        return
    if at > row.noted_at + WITHDRAW_WITHIN:
        minutes = int(WITHDRAW_WITHIN.total_seconds() // 60)
        raise Conflict(f"This was noted more than {minutes} minutes ago. It stays counted.")
    session.add(WalkAwayWithdrawal(walk_away_id=row.id, withdrawn_at=at))
    session.flush()
    audit.record(session, viewer, "walk-away taken back",
                 Subject("walk-away", row.id, row.place_id), at=at)  # fmt: skip
