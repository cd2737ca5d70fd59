"""Asking for a manager: what was in force for the asker is kept with the ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from db import access
from db.access import Permission
from db.commands import escalations, ladders
from db.queries import authority
from db.queries.card_words import words_for
from db.queries.places import row as place_row
from db.rules.authority import Limit, Question, decide
from db.rules.escalations import Standing, class_of
from db.rules.money import Money, check_amount
from db.rules.references import customer_hash
from db.rules.refusals import Refusal
from db.rules.words import EscalationReason, EscalationState, EventKind
from db.settings import read_settings
from db.tables.escalations import Escalation
from db.tables.places import Place
from db.tables.problems import Problem

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer


@dataclass(frozen=True, slots=True)
class Ask:
    """What the asker knows: a problem or words for it, the reason, and what is asked for."""

    problem_id: int | None
    words: str
    reason: EscalationReason
    remedy_id: int | None = None
    worth: Money | None = None
    offered_already: str = ""
    customer_reference: str = ""


def ask(
    session: Session, viewer: Viewer, *, place_id: int, asks: Ask, submit_key: str, at: datetime
) -> int:
    """Ask for a manager; keeps what was in force for the asker and offers it up the ladder at
    once. The same `submit_key` twice is one escalation.
    """
    place = session.get_one(Place, place_id)
    access.require(viewer, Permission.ESCALATION_ASK, place.path)
    known = session.scalar(select(Escalation.id).where(Escalation.submit_key == submit_key))
    if known is not None:
        return known
    _check(asks)
    limit, standing, is_safety = _standing(session, viewer, place, asks, at=at)
    escalation = Escalation(
        place_id=place.id,
        asker_id=viewer.person_id,
        problem_id=asks.problem_id,
        unanticipated_words="" if asks.problem_id else asks.words.strip(),
        reason=asks.reason,
        escalation_class=class_of(asks.reason, asks.worth, standing, is_safety=is_safety),
        remedy_id=asks.remedy_id,
        amount_asked=asks.worth.amount if asks.worth else None,
        asked_currency=asks.worth.currency if asks.worth else None,
        offered_already=asks.offered_already.strip(),
        customer_hash=customer_hash(asks.customer_reference, read_settings().secret()),
        limit_id=limit.id if limit else None,
        limit_kind=limit.kind if limit else None,
        limit_amount=limit.amount if limit else None,
        state=EscalationState.WAITING,
        asked_at=at,
        submit_key=submit_key,
    )
    session.add(escalation)
    session.flush()
    ladders.append(session, escalation, EventKind.ASKED, at=at, person_id=viewer.person_id)
    ladders.offer(session, escalation, at=at)
    escalations.record(
        session, viewer, "manager asked for", escalation, at=at, reason=asks.reason.value
    )
    return escalation.id


def _check(asks: Ask) -> None:
    if asks.problem_id is None and not asks.words.strip():
        sentence = "Say in a few words what the problem is, or choose one from the list."
        raise Refusal(sentence)
    if asks.worth is not None:
        check_amount(asks.worth.amount, asks.worth.currency)


def _standing(
    session: Session, viewer: Viewer, place: Place, asks: Ask, *, at: datetime
) -> tuple[Limit | None, Standing, bool]:
    problem = session.get(Problem, asks.problem_id) if asks.problem_id else None
    words = words_for(session, problem, place_row(place), now=at) if problem else None
    limit = None
    if asks.remedy_id is not None:
        about = Question(place.path, asks.problem_id, asks.remedy_id, at)
        limits = authority.limits_for(session, about)
        limit = decide(limits, about, grade_rank=viewer.grade_rank).winner
    standing = Standing(limit, words is not None, words is not None and words.is_stale)
    return limit, standing, problem is not None and problem.is_safety
