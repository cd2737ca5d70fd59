"""A customer came back with the same problem: an event beside the ask that was resolved (P30)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from db.commands import escalations, ladders
from db.rules.escalations import state_after
from db.rules.refusals import Conflict, Refusal
from db.rules.reopenings import WITHIN, is_in_time
from db.rules.replays import REOPENED_FACTS, facts_line
from db.rules.words import EscalationClass, EscalationState, EventKind
from db.tables.escalations import Escalation
from db.tables.remedies import Grant

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer


def note_from_ask(
    session: Session, viewer: Viewer, escalation: Escalation, *, at: datetime
) -> None:
    """At an ask with a customer's reference: the newest resolved one of the same customer and
    problem, at whatever office, is reopened by it. Nothing where there is none of the last weeks.
    """
    is_safety = escalation.escalation_class is EscalationClass.SAFETY
    if is_safety or escalation.customer_hash is None or escalation.problem_id is None:
        return
    former = _of_the_customer(session, escalation, at)
    if former is not None:
        _reopen(session, viewer, former, escalation, at=at)


def say_came_back(
    session: Session, viewer: Viewer, *, escalation_id: int, former_id: int, at: datetime
) -> None:
    """Whoever asked says that this customer was here before about the same problem."""
    escalation = escalations.asked_by(session, viewer, escalation_id=escalation_id)
    former = session.get(Escalation, former_id, with_for_update=True, populate_existing=True)
    if former is None or former.place_id != escalation.place_id:
        raise Refusal("There is no such ask here. Choose one from the list.")
    if former.reopened_by_id == escalation.id:
        return
    _check(session, escalation, former)
    _reopen(session, viewer, former, escalation, at=at)


def _check(session: Session, escalation: Escalation, former: Escalation) -> None:
    is_safety = EscalationClass.SAFETY in {escalation.escalation_class, former.escalation_class}
    if former.problem_id != escalation.problem_id or is_safety or former.import_run_id:
        raise Refusal("That ask was about something else. Choose another one.")
    ended = former.resolved_at
    if state_after(former.state, EventKind.REOPENED) is None or ended is None:
        raise Refusal("That ask was not resolved. Choose another one.")
    if not is_in_time(ended, escalation.asked_at):
        raise Refusal(f"That was longer ago than {WITHIN.days} days. This is a new matter.")
    if former.customer_hash and escalation.customer_hash not in {None, former.customer_hash}:
        raise Refusal("That was another customer, by the reference. Choose another one.")
    known = select(Escalation.id).where(Escalation.reopened_by_id == escalation.id)
    if former.reopened_at is not None or session.scalar(known) is not None:
        raise Conflict("This was said already. Nothing was changed.")


def _of_the_customer(session: Session, escalation: Escalation, at: datetime) -> Escalation | None:
    """The customer is known by the reference of the ask, or of what was granted at its end. Both
    are found by an index first: of all that was ever resolved, only these are read.
    """
    asked = select(Escalation.id).where(
        Escalation.customer_hash == escalation.customer_hash,
        Escalation.resolved_at >= at - WITHIN,
        Escalation.resolved_at <= at,
    )
    granted = select(Grant.escalation_id).where(
        Grant.customer_hash == escalation.customer_hash, Grant.given_at >= at - WITHIN
    )
    known = {*session.scalars(asked), *session.scalars(granted)} - {escalation.id, None}
    question = (
        select(Escalation)
        .where(
            Escalation.id.in_(known),
            Escalation.problem_id == escalation.problem_id,
            Escalation.state == EscalationState.RESOLVED,
            Escalation.resolved_at >= at - WITHIN,
            Escalation.reopened_at.is_(None),
            Escalation.escalation_class != EscalationClass.SAFETY,
        )
        .order_by(Escalation.resolved_at.desc(), Escalation.id.desc())
        .limit(1)
        .with_for_update()
    )
    return session.scalar(question) if known else None


def _reopen(
    session: Session, viewer: Viewer, former: Escalation, escalation: Escalation, *, at: datetime
) -> None:
    former.reopened_at, former.reopened_by_id = at, escalation.id
    ladders.append(
        session, former, EventKind.REOPENED, at=at, person_id=viewer.person_id,
        facts=facts_line(vars(former), REOPENED_FACTS),
    )  # fmt: skip
    escalations.record(
        session, viewer, "escalation reopened", former, at=at, by_escalation=escalation.id
    )
