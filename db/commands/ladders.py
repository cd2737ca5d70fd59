"""How an escalation climbs: whom it is offered to, step by step."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from db import access
from db.queries import authority, cover
from db.rules.authority import Question, lowest_covering_rank
from db.rules.escalations import Step, person_for
from db.rules.money import Money
from db.rules.words import EventKind, Outcome, PassOnReason
from db.tables.escalations import Escalation, EscalationEvent, LadderStep
from db.tables.people import Grade
from db.tables.places import Place

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from sqlalchemy.orm import Session

DEFAULT_TIME_OUT_SECONDS = 120
LOWEST_MANAGER_RANK = 3
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
    at once and logged; when no step is left, it stays open to every manager of the place.
    """
    place = session.get_one(Place, escalation.place_id)
    steps = steps_of(session, escalation, place, at=at)
    duty = [row.as_on_duty() for row in cover.on_duty(session, path=place.path, now=at)]
    # Nobody is offered their own ask.
    passed = _passed(session, escalation) | {escalation.asker_id or 0}
    for step in steps:
        if step.position < escalation.ladder_position:
            continue
        chosen = person_for(step, duty, passed)
        escalation.ladder_position = step.position
        if chosen is not None:
            escalation.offered_to_id = chosen
            escalation.move_up_at = at + timedelta(seconds=step.time_out_seconds)
            append(session, escalation, EventKind.OFFERED, at=at, to_person_id=chosen)
            return
        append(session, escalation, EventKind.SKIPPED, at=at, note=f"step {step.position}: nobody")
    escalation.ladder_position = max((step.position for step in steps), default=0) + 1
    escalation.offered_to_id = None
    escalation.move_up_at = None


def steps_of(session: Session, escalation: Escalation, place: Place, *, at: datetime) -> list[Step]:
    """The ladder of the nearest place that has one; else one step for every grade that may
    decide this amount, lowest first.
    """
    question = (
        select(LadderStep, Place.path, Grade.rank)
        .join(Place, Place.id == LadderStep.place_id)
        .outerjoin(Grade, Grade.id == LadderStep.grade_id)
        .where(Place.path.in_(access.ancestors(place.path)))
        .order_by(Place.path.desc(), LadderStep.position)
    )
    found = list(session.execute(question))
    if found:
        nearest = found[0][1]
        return [
            Step(step.position, step.person_id, rank, step.time_out_seconds)
            for step, path, rank in found
            if path == nearest
        ]
    return _steps_by_authority(session, escalation, place, at=at)


def _steps_by_authority(
    session: Session, escalation: Escalation, place: Place, *, at: datetime
) -> list[Step]:
    lowest = LOWEST_MANAGER_RANK
    if escalation.remedy_id and escalation.amount_asked and escalation.asked_currency:
        asked = Money(escalation.amount_asked, escalation.asked_currency)
        about = Question(place.path, escalation.problem_id, escalation.remedy_id, at)
        found = lowest_covering_rank(authority.limits_for(session, about), about, asked)
        lowest = max(lowest, found or lowest)
    ranks = session.scalars(select(Grade.rank).where(Grade.rank >= lowest).order_by(Grade.rank))
    return [
        Step(position, None, rank, DEFAULT_TIME_OUT_SECONDS)
        for position, rank in enumerate(ranks, start=1)
    ]


def _passed(session: Session, escalation: Escalation) -> frozenset[int]:
    """Those who were asked already and did not take it."""
    question = select(EscalationEvent.person_id).where(
        EscalationEvent.escalation_id == escalation.id,
        EscalationEvent.kind.in_(
            [EventKind.DECLINED, EventKind.REDIRECTED, EventKind.UNANSWERED, EventKind.TAKEN_BACK]
        ),
        EscalationEvent.person_id.is_not(None),
    )
    return frozenset(each for each in session.scalars(question) if each is not None)
