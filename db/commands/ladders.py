"""How an escalation climbs: whom it is offered to, step by step."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, or_, select

from db.queries import caps, cover
from db.queries.deciders import facts_of, matter_of
from db.queries.ladders import ladder_of, those_on_duty
from db.rules.ladders import climb, opens_again
from db.rules.money import Money
from db.rules.words import EventKind, LeftReason, Outcome, PassOnReason
from db.tables.escalations import Escalation, EscalationEvent
from db.tables.places import Place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal

    from sqlalchemy.orm import Session

    from db.queries.cover import DutyRow
    from db.queries.deciders import Matter, ProblemFacts
    from db.queries.ladders import Ladder
    from db.rules.ladders import Closed, OnDuty

# Built once: every event of every escalation asks it.
LAST = (
    select(EscalationEvent.sequence)
    .where(EscalationEvent.escalation_id == bindparam("escalation_id"))
    .order_by(EscalationEvent.sequence.desc())
    .limit(1)
)


def append(
    session: Session,
    escalation: Escalation,
    kind: EventKind,
    *,
    at: datetime,
    person_id: int | None = None,
    to_person_id: int | None = None,
    note: str = "",
    pass_on_reason: PassOnReason | None = None,
    left_reason: LeftReason | None = None,
    outcome: Outcome | None = None,
    amount: Decimal | None = None,
    currency: str | None = None,
    facts: str = "",
) -> EscalationEvent:
    """Append the next event of an escalation; `facts` as `db.rules.replays` writes them."""
    last = session.scalar(LAST, {"escalation_id": escalation.id})
    event = EscalationEvent(
        escalation_id=escalation.id,
        sequence=(last or 0) + 1,
        kind=kind,
        at=at,
        person_id=person_id,
        to_person_id=to_person_id,
        note=note,
        pass_on_reason=pass_on_reason,
        left_reason=left_reason,
        outcome=outcome,
        amount=amount,
        currency=currency,
        facts=facts,
        ladder_round=escalation.ladder_round,
    )
    session.add(event)
    return event


def offer(session: Session, escalation: Escalation, *, at: datetime) -> None:
    """Offer a waiting escalation from its present step on. A step with nobody on duty is skipped
    at once and logged; after the last one the ladder begins again as often as it is meant to, and
    then it stays open to every manager of the place. Where nobody is meant to come, it rests.
    """
    place = session.get_one(Place, escalation.place_id)
    problem = facts_of(session, escalation.problem_id) if escalation.problem_id else None
    duty = cover.on_duty(session, path=place.path, now=at)
    matter = _matter(session, escalation, place, problem, duty, at=at)
    ladder = ladder_of(session, place.path, matter, problem)
    there = those_on_duty(session, duty, matter, ladder)
    while not _climbs(session, escalation, ladder, there, at=at, zone=ZoneInfo(place.zone)):
        if escalation.ladder_round >= ladder.repeats:
            escalation.ladder_position = (
                max((each.position for each in ladder.steps), default=0) + 1
            )
            escalation.offered_to_id = escalation.move_up_at = None
            return
        was_offered = _was_offered(session, escalation)
        escalation.ladder_round += 1
        escalation.ladder_position = 0
        if not was_offered:
            # A whole round found nobody: it begins again once the last step's time is up.
            escalation.offered_to_id = None
            escalation.move_up_at = at + timedelta(seconds=ladder.steps[-1].time_out_seconds)
            return


def _matter(
    session: Session,
    escalation: Escalation,
    place: Place,
    problem: ProblemFacts | None,
    duty: Sequence[DutyRow],
    *,
    at: datetime,
) -> Matter:
    """What is to be decided, with what each cap leaves those on duty: as the card shows it."""
    asked = None
    if escalation.amount_asked is not None and escalation.asked_currency is not None:
        asked = Money(escalation.amount_asked, escalation.asked_currency)
    matter = matter_of(
        session, path=place.path, problem=problem, remedy_id=escalation.remedy_id, asked=asked,
        now=at,
    )  # fmt: skip
    if escalation.remedy_id is None:
        return matter
    found = caps.windows(
        session, matter.question, zone=place.zone, people=[each.person_id for each in duty],
        customer=escalation.customer_hash,
    )  # fmt: skip
    return replace(matter, windows=found)


def _climbs(
    session: Session,
    escalation: Escalation,
    ladder: Ladder,
    duty: Sequence[OnDuty],
    *,
    at: datetime,
    zone: ZoneInfo,
) -> bool:
    """Whether a step of this round calls somebody, or says that nobody is meant to come."""
    # Nobody is offered their own ask.
    passed = _passed(session, escalation) | {escalation.asker_id or 0}
    again = f"round {escalation.ladder_round + 1}" if escalation.ladder_round else ""
    left = [each for each in ladder.steps if each.position >= escalation.ladder_position]
    found = climb(left, duty, passed, at=at, zone=zone)
    for step in found.skipped:
        escalation.ladder_position = step.position
        asked = step.skill or f"step {step.position}"
        append(session, escalation, EventKind.SKIPPED, at=at, note=f"{asked}: nobody")
    if found.rests is not None:
        _rest(session, escalation, found.rests, at=at, zone=zone)
        return True
    if found.step is None:
        return False
    escalation.ladder_position = found.step.position
    escalation.offered_to_id = found.person_id
    escalation.move_up_at = at + timedelta(seconds=found.step.time_out_seconds)
    append(session, escalation, EventKind.OFFERED, at=at, to_person_id=found.person_id, note=again)
    return True


def _rest(
    session: Session, escalation: Escalation, closed: Closed, *, at: datetime, zone: ZoneInfo
) -> None:
    """Nobody is meant to come: it is said, and the ladder goes on when the hours are over."""
    escalation.offered_to_id = None
    escalation.move_up_at = opens_again(closed, at, zone)
    append(session, escalation, EventKind.SKIPPED, at=at, note=closed.words)


def _was_offered(session: Session, escalation: Escalation) -> bool:
    question = select(EscalationEvent.id).where(
        EscalationEvent.escalation_id == escalation.id,
        EscalationEvent.kind == EventKind.OFFERED,
        EscalationEvent.ladder_round == escalation.ladder_round,
    )
    return session.scalar(question.limit(1)) is not None


def _passed(session: Session, escalation: Escalation) -> frozenset[int]:
    """Those who were asked already and did not take it. Who said no, or handed it on, is not
    asked again in a later round; who only was silent is.
    """
    question = select(EscalationEvent.person_id).where(
        EscalationEvent.escalation_id == escalation.id,
        or_(
            EscalationEvent.kind.in_([EventKind.DECLINED, EventKind.REDIRECTED]),
            and_(
                EscalationEvent.kind.in_([EventKind.UNANSWERED, EventKind.TAKEN_BACK]),
                EscalationEvent.ladder_round == escalation.ladder_round,
            ),
        ),
        EscalationEvent.person_id.is_not(None),
    )
    return frozenset(each for each in session.scalars(question) if each is not None)
