"""Asking for a manager: what was in force for the asker is kept with the ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from db.access import Permission
from db.commands import escalations, ladders, reopenings, safety
from db.commands.grants import remedy_in_use
from db.commands.scope import in_turn, place_where
from db.queries import authority, caps
from db.queries.card_words import words_for
from db.queries.deciders import problem_for
from db.queries.places import row as place_row
from db.rules.authority import Limit, Question, decide
from db.rules.escalations import Standing, class_of
from db.rules.money import Money, check_amount
from db.rules.references import customer_hash
from db.rules.refusals import Refusal
from db.rules.replays import ASKED_FACTS, facts_line
from db.rules.safety import WORDS
from db.rules.words import EscalationClass, EscalationReason, EscalationState, EventKind
from db.rules.writing import optional_text
from db.settings import read_settings
from db.tables.escalations import Escalation

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.rules.caps import Left
    from db.tables.places import Place


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
    place = place_where(session, viewer, Permission.ESCALATION_ASK, place_id=place_id)
    in_turn(session, submit_key)
    known = session.scalar(select(Escalation.id).where(Escalation.submit_key == submit_key))
    if known is not None:
        return known
    words = _checked_words(session, asks)
    limit, standing, is_safety = _standing(session, viewer, place, asks, at=at)
    escalation = Escalation(
        place_id=place.id,
        asker_id=viewer.person_id,
        problem_id=asks.problem_id,
        unanticipated_words=words,
        reason=asks.reason,
        escalation_class=class_of(asks.reason, asks.worth, standing, is_safety=is_safety),
        remedy_id=asks.remedy_id,
        amount_asked=asks.worth.amount if asks.worth else None,
        asked_currency=asks.worth.currency if asks.worth else None,
        offered_already=_offered(asks),
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
    ladders.append(session, escalation, EventKind.ASKED, at=at, person_id=viewer.person_id,
                   facts=facts_line(vars(escalation), ASKED_FACTS))  # fmt: skip
    ladders.offer(session, escalation, at=at)
    reopenings.note_from_ask(session, viewer, escalation, at=at)
    escalations.record(
        session, viewer, "manager asked for", escalation, at=at, reason=asks.reason.value
    )
    if escalation.escalation_class is EscalationClass.SAFETY:
        safety.open_record(session, viewer, escalation, words=_typed(asks), at=at)
    return escalation.id


def _typed(asks: Ask) -> str:
    """What was typed of a matter of safety and not chosen: for its restricted record."""
    return asks.words if asks.problem_id is None else ""


def _offered(asks: Ask) -> str:
    """What was offered already; nothing of a matter of safety is told to everybody."""
    if asks.reason is EscalationReason.SAFETY:
        return ""
    return optional_text(asks.offered_already, "part that you offered already")


def _checked_words(session: Session, asks: Ask) -> str:
    """The words for a problem that nobody thought of, once everything asked can be meant."""
    words = "" if asks.problem_id else optional_text(asks.words, "problem")
    if asks.problem_id is None and asks.reason is EscalationReason.SAFETY:
        words = WORDS
    elif asks.problem_id is None and not words:
        sentence = "Say in a few words what the problem is, or choose one from the list."
        raise Refusal(sentence)
    if asks.remedy_id is not None:
        remedy_in_use(session, asks.remedy_id)
    if asks.worth is not None:
        check_amount(asks.worth.amount, asks.worth.currency)
    return words


def _standing(
    session: Session, viewer: Viewer, place: Place, asks: Ask, *, at: datetime
) -> tuple[Limit | None, Standing, bool]:
    problem = problem_for(session, viewer, asks.problem_id)
    words = words_for(session, problem, place_row(place), now=at) if problem else None
    limit: Limit | None = None
    left: tuple[Left, ...] = ()
    if asks.remedy_id is not None:
        about = Question(place.path, asks.problem_id, asks.remedy_id, at)
        limits = authority.limits_for(session, about)
        limit = decide(limits, about, grade_rank=viewer.grade_rank).winner
        left = _left(session, viewer, place, about, asks)
    standing = Standing(limit, words is not None, words is not None and words.is_stale, left)
    return limit, standing, problem is not None and problem.is_safety


def _left(
    session: Session, viewer: Viewer, place: Place, about: Question, asks: Ask
) -> tuple[Left, ...]:
    """What each cap leaves the asker of the remedy, for this customer."""
    found = caps.windows(
        session, about, zone=place.zone, people=(viewer.person_id,),
        customer=customer_hash(asks.customer_reference, read_settings().secret()),
    )  # fmt: skip
    currency = asks.worth.currency if asks.worth else None
    return found.left(rank=viewer.grade_rank, person_id=viewer.person_id, currency=currency)
