"""What a ticket becomes in the record: one escalation, and one event for each stage it reached."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from db.imports.mapping import EscalationMapping
from db.imports.rows import ENDS, Ticket
from db.rules.escalations import JUST_ABOVE
from db.rules.replays import ASKED_FACTS, END_FACTS, facts_line
from db.rules.words import (
    EscalationClass,
    EscalationReason,
    EscalationState,
    EventKind,
    LimitKind,
)

STATES = {
    "asked": EscalationState.WAITING,
    "acknowledged": EscalationState.ACKNOWLEDGED,
    "with_customer": EscalationState.WITH_CUSTOMER,
    "resolved": EscalationState.RESOLVED,
    "left": EscalationState.LEFT,
    "withdrawn": EscalationState.WITHDRAWN,
}
EVENTS = {
    "asked": EventKind.ASKED,
    "acknowledged": EventKind.ACKNOWLEDGED,
    "with_customer": EventKind.WITH_CUSTOMER,
    "resolved": EventKind.RESOLVED,
    "left": EventKind.CUSTOMER_LEFT,
    "withdrawn": EventKind.WITHDRAWN,
}
UNDATED = "The file does not say when."
CLASSES = {
    EscalationReason.NO_RULE: EscalationClass.NO_RULE,
    EscalationReason.NO_RESPONSE: EscalationClass.NO_RESPONSE,
    EscalationReason.NEEDS_INFORMATION: EscalationClass.NO_RESPONSE,
    EscalationReason.UNSURE_OF_LIABILITY: EscalationClass.LIABILITY,
    EscalationReason.CUSTOMER_INSISTS: EscalationClass.CUSTOMER_INSISTED,
    EscalationReason.SAFETY: EscalationClass.SAFETY,
}


def row_of(
    ticket: Ticket,
    mapping: EscalationMapping,
    place_id: int,
    problem_id: int | None,
    remedy_id: int | None,
) -> dict[str, object]:
    """The columns of the escalation; those that are not named here keep their defaults."""
    moments, amounts, limit = ticket.moments, ticket.amounts, mapping.amounts.limit
    asked, granted = amounts.asked, amounts.granted
    return {
        "place_id": place_id,
        "problem_id": problem_id,
        "unanticipated_words": "" if problem_id else ticket.words,
        "reason": ticket.reason,
        "escalation_class": class_of(ticket.reason, asked, limit),
        "remedy_id": remedy_id,
        "amount_asked": asked,
        "asked_currency": None if asked is None else amounts.currency,
        "limit_kind": None if limit is None else LimitKind.UP_TO,
        "limit_amount": limit,
        "state": _state(ticket, mapping),
        "asked_at": moments["asked"],
        "acknowledged_at": moments.get("acknowledged"),
        "with_customer_at": moments.get("with_customer"),
        "resolved_at": moments.get("resolved"),
        "left_at": moments.get("left"),
        "withdrawn_at": moments.get("withdrawn"),
        "outcome": ticket.outcome,
        "granted_remedy_id": None if granted is None else remedy_id,
        "amount_granted": granted,
        "granted_currency": None if granted is None else amounts.currency,
        "source": mapping.source,
        "external_reference": ticket.reference,
    }


def _state(ticket: Ticket, mapping: EscalationMapping) -> EscalationState:
    if mapping.stages.ended and not ENDS & ticket.moments.keys():
        return EscalationState.RESOLVED
    return STATES[next(reversed(ticket.moments))]


def class_of(
    reason: EscalationReason, asked: Decimal | None, limit: Decimal | None
) -> EscalationClass:
    """The class of an imported escalation, with the limit that the mapping says held then."""
    if reason is not EscalationReason.OVER_MY_LIMIT:
        return CLASSES[reason]
    if asked is None or limit is None:
        return EscalationClass.ABOVE
    if asked <= limit:
        return EscalationClass.WITHIN_LIMIT
    return EscalationClass.JUST_ABOVE if asked <= limit * JUST_ABOVE else EscalationClass.ABOVE


def event_rows(
    ticket: Ticket, row: dict[str, object], escalation_id: int
) -> Iterator[dict[str, object]]:
    """One event for each stage that was reached, numbered from 1. An end of which the file says
    only that it came is an event too, which says so; the last event tells what was granted.
    """
    stages = [(EVENTS[stage], moment) for stage, moment in ticket.moments.items()]
    is_undated = row["state"] is EscalationState.RESOLVED and row["resolved_at"] is None
    if is_undated:
        stages.append((EventKind.RESOLVED, stages[-1][1]))
    for sequence, (kind, moment) in enumerate(stages, start=1):
        is_last = sequence == len(stages)
        yield {
            "escalation_id": escalation_id,
            "sequence": sequence,
            "kind": kind,
            "at": moment,
            "outcome": row["outcome"] if is_last else None,
            "amount": row["amount_granted"] if is_last else None,
            "currency": row["granted_currency"] if is_last else None,
            "note": UNDATED if is_undated and is_last else "",
            "facts": _facts(row, is_first=sequence == 1, is_last=is_last, is_undated=is_undated),
        }


def _facts(row: dict[str, object], *, is_first: bool, is_last: bool, is_undated: bool) -> str:
    if not (is_first or is_last):
        return ""
    names = (ASKED_FACTS if is_first else ()) + (END_FACTS if is_last else ())
    undated = {"is_undated": True} if is_last and is_undated else {}
    return facts_line(row | undated, (*names, *undated))
