"""The end of an escalation: what was granted, by whom, and whether it was complete."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from db import audit
from db.audit import Subject
from db.commands import actions, escalations, grants, ladders, promises
from db.commands.grants import Given
from db.queries.deciders import facts_of, matter_of
from db.rules.authority import value_in_words
from db.rules.escalations import state_after
from db.rules.money import Money, check_amount
from db.rules.refusals import Conflict, Refusal
from db.rules.replays import END_FACTS, facts_line
from db.rules.words import EventKind, Outcome
from db.rules.writing import optional_text
from db.tables.places import Place

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.commands.promises import CallBack
    from db.tables.escalations import Escalation


@dataclass(frozen=True, slots=True)
class Resolution:
    """How it ended; `granted` is None when nothing of worth was given. `customer_reference` is
    for an ask that came without one. With a `call_back` promised, it is not complete yet; what is
    not complete otherwise leaves an action. Of a customer who cannot be satisfied nobody says
    whether it was, and nothing is left to do (P70).
    """

    outcome: Outcome
    is_complete: bool
    remedy_id: int | None = None
    granted: Money | None = None
    note: str = ""
    customer_reference: str = ""
    call_back: CallBack | None = None


def resolve(
    session: Session, viewer: Viewer, *, escalation_id: int, how: Resolution, at: datetime
) -> None:
    """Resolve an escalation that the viewer holds. What is granted must lie within the viewer's
    own authority: no one gives more than they hold.
    """
    escalation = escalations.held_by(session, viewer, escalation_id=escalation_id)
    following = state_after(escalation.state, EventKind.RESOLVED)
    if following is None:
        sentence = f"Escalation {escalation.id} has already ended: {escalation.state.label}."
        raise Conflict(sentence)
    if how.granted is not None:
        _grant(session, viewer, escalation, how, how.granted, at=at)
    escalation.state = following
    escalation.resolved_at, escalation.move_up_at = at, None
    escalation.outcome = how.outcome
    escalation.is_complete = _is_complete(how)
    ladders.append(
        session,
        escalation,
        EventKind.RESOLVED,
        at=at,
        person_id=viewer.person_id,
        outcome=how.outcome,
        amount=how.granted.amount if how.granted else None,
        currency=how.granted.currency if how.granted else None,
        note=optional_text(how.note, "note"),
        facts=facts_line(vars(escalation), END_FACTS),
    )
    audit.record(
        session,
        viewer,
        "escalation resolved",
        Subject("escalation", escalation.id, escalation.place_id),
        at=at,
        detail={"outcome": how.outcome.value, "granted": str(how.granted or "")},
    )
    if how.call_back is not None:
        _promise(session, viewer, escalation, how, how.call_back, at=at)
    elif _is_complete(how) is False:
        actions.note_what_is_left(session, viewer, escalation, at=at)


def _is_complete(how: Resolution) -> bool | None:
    if how.outcome is Outcome.NOT_SATISFIABLE:
        return None
    return how.is_complete and how.call_back is None


def _promise(
    session: Session,
    viewer: Viewer,
    escalation: Escalation,
    how: Resolution,
    call_back: CallBack,
    *,
    at: datetime,
) -> None:
    """What is left to do is promised in the same step."""
    promised = replace(
        call_back,
        customer_reference=call_back.customer_reference or how.customer_reference,
        problem_id=escalation.problem_id,
        escalation_id=escalation.id,
    )
    promises.make(
        session, viewer, place_id=escalation.place_id, promised=promised,
        submit_key=f"call back of escalation {escalation.id}", at=at,
    )  # fmt: skip


def _grant(
    session: Session,
    viewer: Viewer,
    escalation: Escalation,
    how: Resolution,
    granted: Money,
    *,
    at: datetime,
) -> None:
    check_amount(granted.amount, granted.currency)
    if how.remedy_id is None:
        sentence = "Choose the remedy that was given, or leave the amount empty."
        raise Refusal(sentence)
    grants.remedy_in_use(session, how.remedy_id)
    place = session.get_one(Place, escalation.place_id)
    problem = facts_of(session, escalation.problem_id) if escalation.problem_id else None
    matter = matter_of(
        session, path=place.path, problem=problem, remedy_id=how.remedy_id, asked=granted, now=at
    )
    own = matter.held(viewer.grade_rank)
    if viewer.grade_rank < matter.minimum_rank:
        raise Refusal("This one is not for your grade. Pass it on to someone above you.")
    if own is None:
        raise Refusal("No rule lets you give this. Pass it on to someone above you.")
    if not matter.is_covered(viewer.grade_rank):
        sentence = f"You may give {value_in_words(own)}. Pass it on to someone who may give more."
        raise Refusal(sentence)
    given = Given(how.remedy_id, granted, escalation.problem_id, how.customer_reference)
    customer = escalation.customer_hash or grants.hash_of(given)
    grants.check_caps(session, viewer, place, given, customer=customer, at=at)
    escalation.granted_remedy_id = how.remedy_id
    escalation.amount_granted = granted.amount
    escalation.granted_currency = granted.currency
    grants.keep(
        session,
        viewer,
        place=place,
        given=given,
        limit_id=own.id,
        submit_key=f"escalation {escalation.id}",
        at=at,
        escalation_id=escalation.id,
        customer=customer,
    )
