"""Acts on escalations. Every one is an event beside the change of the row that sums them up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from db import access, audit
from db.access import Permission
from db.audit import Subject
from db.commands import ladders
from db.rules.escalations import how_it_stands, state_after
from db.rules.refusals import Conflict, NotPermitted, Refusal
from db.rules.words import EscalationState, EventKind, LeftReason, PassOnReason
from db.tables.escalations import Escalation
from db.tables.people import Person
from db.tables.places import Place

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer


# Whoever took it and is not with the customer by then has been called away.
SILENCE = timedelta(minutes=10)


def take(session: Session, viewer: Viewer, *, escalation_id: int, at: datetime) -> None:
    """Take a waiting escalation; the second manager is told who was first."""
    escalation = _locked(session, viewer, escalation_id, Permission.ESCALATION_TAKE)
    if escalation.holder_id == viewer.person_id and escalation.state in {
        EscalationState.ACKNOWLEDGED,
        EscalationState.WITH_CUSTOMER,
    }:
        return
    _move(session, escalation, EventKind.ACKNOWLEDGED)
    escalation.holder_id = viewer.person_id
    escalation.acknowledged_at = escalation.acknowledged_at or at
    escalation.offered_to_id = None
    escalation.move_up_at = at + SILENCE
    _happened(session, viewer, escalation, EventKind.ACKNOWLEDGED, "escalation taken", at=at)


def with_customer(session: Session, viewer: Viewer, *, escalation_id: int, at: datetime) -> None:
    """The manager who took it stands with the customer."""
    escalation = held_by(session, viewer, escalation_id=escalation_id)
    if escalation.state is EscalationState.WITH_CUSTOMER:
        return
    _move(session, escalation, EventKind.WITH_CUSTOMER)
    # Whoever comes first ends the wait; one to whom it was handed on does not begin it anew.
    escalation.with_customer_at = escalation.with_customer_at or at
    escalation.move_up_at = None
    _happened(session, viewer, escalation, EventKind.WITH_CUSTOMER, "with the customer", at=at)


def pass_on(
    session: Session, viewer: Viewer, *, escalation_id: int, reason: PassOnReason, at: datetime
) -> None:
    """Decline what was offered, or hand on what was taken; the next person is offered at once.

    Somebody else's offer stands, and so does its clock: who declines without having been asked
    only will not be asked.
    """
    escalation = _locked(session, viewer, escalation_id, Permission.ESCALATION_TAKE)
    was_held = escalation.holder_id is not None
    if was_held and escalation.holder_id != viewer.person_id:
        raise _taken(session, escalation)
    others = not was_held and escalation.offered_to_id not in {None, viewer.person_id}
    kind = EventKind.REDIRECTED if was_held else EventKind.DECLINED
    _move(session, escalation, kind)
    escalation.holder_id = None
    _happened(
        session, viewer, escalation, kind, "escalation passed on", at=at, pass_on_reason=reason
    )
    if not others:
        escalation.hand_offs += 1
        ladders.offer(session, escalation, at=at)
    session.flush()


def customer_left(
    session: Session,
    viewer: Viewer,
    *,
    escalation_id: int,
    reason: LeftReason = LeftReason.GAVE_NO_REASON,
    at: datetime,
) -> None:
    """The customer left, and why (P25): at any moment, by the asker or any manager here."""
    escalation = asked_by(session, viewer, escalation_id=escalation_id)
    if escalation.state is EscalationState.LEFT:
        return
    _move(session, escalation, EventKind.CUSTOMER_LEFT)
    escalation.left_at = at
    escalation.offered_to_id = escalation.move_up_at = None
    kind = EventKind.CUSTOMER_LEFT
    ladders.append(session, escalation, kind, at=at, person_id=viewer.person_id, left_reason=reason)
    record(session, viewer, "customer left", escalation, at=at, reason=reason)


def withdraw(session: Session, viewer: Viewer, *, escalation_id: int, at: datetime) -> None:
    """The asker no longer needs a manager."""
    escalation = asked_by(session, viewer, escalation_id=escalation_id)
    _move(session, escalation, EventKind.WITHDRAWN)
    escalation.withdrawn_at = at
    escalation.offered_to_id = escalation.move_up_at = None
    _happened(session, viewer, escalation, EventKind.WITHDRAWN, "ask withdrawn", at=at)


def move_up(session: Session, viewer: Viewer, *, at: datetime) -> int:
    """Move every escalation whose time is up on to its next step; how many moved. One that was
    offered is offered to the next; one that was taken, and then nothing, is taken back.

    The clock moves them, wherever they are; no person does.
    """
    if not viewer.is_system:
        sentence = "Readyroom moves escalations up by itself. Take this one, or pass it on."
        raise NotPermitted(sentence)
    question = (
        select(Escalation)
        .where(
            Escalation.state.in_([EscalationState.WAITING, EscalationState.ACKNOWLEDGED]),
            Escalation.move_up_at.is_not(None),
            Escalation.move_up_at <= at,
        )
        .order_by(Escalation.move_up_at, Escalation.id)
        .with_for_update(skip_locked=True)
    )
    overdue = list(session.scalars(question))
    for escalation in overdue:
        was_held = escalation.state is EscalationState.ACKNOWLEDGED
        silent = escalation.holder_id if was_held else escalation.offered_to_id
        kind = EventKind.TAKEN_BACK if was_held else EventKind.UNANSWERED
        # One that rested was with nobody who could have been silent.
        if was_held or silent is not None:
            _move(session, escalation, kind)
            escalation.holder_id = None
            ladders.append(session, escalation, kind, at=at, person_id=silent)
        ladders.offer(session, escalation, at=at)
        record(session, viewer, "escalation moved up", escalation, at=at, unanswered_by=silent)
    return len(overdue)


def _locked(
    session: Session, viewer: Viewer, escalation_id: int, permission: Permission
) -> Escalation:
    escalation = session.scalar(
        select(Escalation).where(Escalation.id == escalation_id).with_for_update()
    )
    if escalation is None:
        sentence = "There is no such escalation. Open the list again."
        raise Refusal(sentence)
    place = session.get_one(Place, escalation.place_id)
    access.require(viewer, permission, place.path)
    return escalation


def held_by(session: Session, viewer: Viewer, *, escalation_id: int) -> Escalation:
    """The escalation that the viewer holds, locked; a `Conflict` when another one does."""
    escalation = _locked(session, viewer, escalation_id, Permission.ESCALATION_TAKE)
    if escalation.holder_id != viewer.person_id:
        raise _taken(session, escalation)
    return escalation


def asked_by(session: Session, viewer: Viewer, *, escalation_id: int) -> Escalation:
    """The escalation, locked, to whoever asked or manages there; others are refused."""
    escalation = _locked(session, viewer, escalation_id, Permission.ESCALATION_ASK)
    if escalation.asker_id != viewer.person_id:
        path = session.get_one(Place, escalation.place_id).path
        access.require(viewer, Permission.ESCALATION_TAKE, path)
    return escalation


def _move(session: Session, escalation: Escalation, event: EventKind) -> None:
    following = state_after(escalation.state, event)
    if following is None:
        raise _taken(session, escalation)
    escalation.state = following


def _taken(session: Session, escalation: Escalation) -> Conflict:
    """The one sentence that says how the escalation stands now."""
    holder = session.get(Person, escalation.holder_id) if escalation.holder_id else None
    return Conflict(how_it_stands(escalation.id, escalation.state, holder.name if holder else ""))


def _happened(
    session: Session,
    viewer: Viewer,
    escalation: Escalation,
    kind: EventKind,
    act: str,
    *,
    at: datetime,
    pass_on_reason: PassOnReason | None = None,
) -> None:
    ladders.append(
        session, escalation, kind, at=at, person_id=viewer.person_id, pass_on_reason=pass_on_reason
    )
    record(session, viewer, act, escalation, at=at, reason=pass_on_reason)


def record(
    session: Session,
    viewer: Viewer,
    act: str,
    escalation: Escalation,
    *,
    at: datetime,
    **detail: object,
) -> None:
    """Write the audit entry of an act on an escalation."""
    subject = Subject("escalation", escalation.id, escalation.place_id)
    audit.record(session, viewer, act, subject, at=at, detail=detail)
