"""Noting that somebody wanted to ask for a manager and did not, and taking that back.

The trail says that it was noted, and neither who nor where: a manager who could read that would
ask fewer people to tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from db import audit
from db.access import Permission, system
from db.audit import Subject
from db.commands.grants import remedy_in_use
from db.commands.scope import in_turn, place_where
from db.queries import authority
from db.queries.deciders import problem_for
from db.rules.authority import Question, decide
from db.rules.money import Money, check_amount
from db.rules.near_escalations import WITHDRAW_WITHIN
from db.rules.references import person_hash
from db.rules.refusals import Conflict, Refusal
from db.rules.words import NearReason
from db.rules.writing import given_text, optional_text
from db.settings import read_settings
from db.tables.near_escalations import NearEscalation, NearWithdrawal

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.rules.authority import Limit
    from db.tables.places import Place


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wanted to ask, and why they did not. `words` say it where no reason fits, and
    `problem_words` name a problem that nobody thought of.
    """

    reason: NearReason
    problem_id: int | None = None
    problem_words: str = ""
    remedy_id: int | None = None
    worth: Money | None = None
    words: str = ""


def note(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int,
    wanted: Wanted,
    submit_key: str,
    at: datetime,
) -> int:
    """Note that the viewer wanted to ask and did not. One `submit_key` is one note."""
    place = place_where(session, viewer, Permission.ESCALATION_ASK, place_id=place_id)
    in_turn(session, submit_key)
    known = session.scalar(select(NearEscalation.id).where(NearEscalation.submit_key == submit_key))
    if known is not None:
        return known
    words, problem_words = _checked(session, viewer, wanted)
    limit = _limit(session, viewer, place, wanted, at=at)
    row = NearEscalation(
        place_id=place.id,
        by_hash=_own_hash(viewer),
        noted_at=at,
        reason=wanted.reason,
        words=words,
        problem_id=wanted.problem_id,
        unanticipated_words=problem_words,
        remedy_id=wanted.remedy_id,
        amount=wanted.worth.amount if wanted.worth else None,
        currency=wanted.worth.currency if wanted.worth else None,
        limit_id=limit.id if limit else None,
        limit_kind=limit.kind if limit else None,
        limit_amount=limit.amount if limit else None,
        submit_key=submit_key,
    )
    session.add(row)
    session.flush()
    _tell(session, "near-escalation noted", row.id, at=at)
    return row.id


def withdraw(session: Session, viewer: Viewer, *, near_id: int, at: datetime) -> None:
    """Take one's own back within minutes: it is counted no more. Again changes nothing."""
    row = session.get(NearEscalation, near_id)
    if row is None or row.by_hash != _own_hash(viewer):
        raise Refusal("You noted no such thing. Only who noted it takes it back.")
    if session.get(NearWithdrawal, near_id) is not None:
        return
    if at > row.noted_at + WITHDRAW_WITHIN:
        minutes = int(WITHDRAW_WITHIN.total_seconds() // 60)
        raise Conflict(f"This was noted more than {minutes} minutes ago. It stays counted.")
    session.add(NearWithdrawal(near_escalation_id=near_id, withdrawn_at=at))
    session.flush()
    _tell(session, "near-escalation taken back", near_id, at=at)


def _checked(session: Session, viewer: Viewer, wanted: Wanted) -> tuple[str, str]:
    """The words of the reason and of the problem, once everything can be meant."""
    problem_for(session, viewer, wanted.problem_id)
    if wanted.remedy_id is not None:
        remedy_in_use(session, wanted.remedy_id)
    if wanted.worth is not None:
        check_amount(wanted.worth.amount, wanted.worth.currency)
    problem = "" if wanted.problem_id else given_text(wanted.problem_words, "problem")
    if wanted.reason is NearReason.OTHER:
        return given_text(wanted.words, "reason"), problem
    return optional_text(wanted.words, "reason"), problem


def _limit(
    session: Session, viewer: Viewer, place: Place, wanted: Wanted, *, at: datetime
) -> Limit | None:
    """The rule that decided for the viewer at that moment."""
    if wanted.remedy_id is None:
        return None
    about = Question(place.path, wanted.problem_id, wanted.remedy_id, at)
    limits = authority.limits_for(session, about)
    return decide(limits, about, grade_rank=viewer.grade_rank).winner


def _own_hash(viewer: Viewer) -> str:
    return person_hash(viewer.person_id, read_settings().secret())


def _tell(session: Session, act: str, near_id: int, *, at: datetime) -> None:
    audit.record(session, system(), act, Subject("near-escalation", near_id), at=at)
