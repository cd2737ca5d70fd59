"""How an escalation climbs: whom it is offered to, step by step."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, or_, select

from db.queries import cover
from db.queries.ladders import ladder_of
from db.queries.skills import skills_of
from db.rules.ladders import is_closed, opens_again, person_for
from db.rules.words import EventKind, Outcome, PassOnReason
from db.tables.escalations import Escalation, EscalationEvent
from db.tables.places import Place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal

    from sqlalchemy.orm import Session

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
    ladder = ladder_of(session, escalation, place, at=at)
    duty = _on_duty(session, ladder, place, at=at)
    while not _climbs(session, escalation, ladder, duty, at=at, zone=ZoneInfo(place.zone)):
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
    for step in ladder.steps:
        if step.position < escalation.ladder_position:
            continue
        if step.closed is not None:
            if is_closed(step.closed, at, zone):
                _rest(session, escalation, step.closed, at=at, zone=zone)
                return True
            continue
        escalation.ladder_position = step.position
        chosen = person_for(step, duty, passed)
        if chosen is not None:
            escalation.offered_to_id = chosen
            escalation.move_up_at = at + timedelta(seconds=step.time_out_seconds)
            append(session, escalation, EventKind.OFFERED, at=at, to_person_id=chosen, note=again)
            return True
        asked = step.skill or f"step {step.position}"
        append(session, escalation, EventKind.SKIPPED, at=at, note=f"{asked}: nobody")
    return False


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


def _on_duty(session: Session, ladder: Ladder, place: Place, *, at: datetime) -> list[OnDuty]:
    duty = [row.as_on_duty() for row in cover.on_duty(session, path=place.path, now=at)]
    if not any(step.skill for step in ladder.steps):
        return duty
    skilled = skills_of(session, [each.person_id for each in duty])
    return [replace(each, skills=skilled.get(each.person_id, frozenset())) for each in duty]


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
