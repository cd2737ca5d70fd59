"""Escalations: what may follow what, their class, and whom the ladder offers them to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from db.rules.caps import may_give
from db.rules.words import EscalationClass, EscalationReason, EscalationState, EventKind, LimitKind

if TYPE_CHECKING:
    from db.rules.authority import Limit
    from db.rules.caps import Left
    from db.rules.money import Money

JUST_ABOVE = Decimal("1.2")
COMING = "It is with you. Whoever asked sees that you are coming."
OPEN_STATES = frozenset(
    {EscalationState.WAITING, EscalationState.ACKNOWLEDGED, EscalationState.WITH_CUSTOMER}
)
S = EscalationState
NEXT: dict[EventKind, tuple[frozenset[EscalationState], EscalationState]] = {
    # The first event of all: nothing that exists can be asked again.
    EventKind.ASKED: (frozenset(), S.WAITING),
    EventKind.OFFERED: (frozenset({S.WAITING}), S.WAITING),
    EventKind.DECLINED: (frozenset({S.WAITING}), S.WAITING),
    EventKind.SKIPPED: (frozenset({S.WAITING}), S.WAITING),
    EventKind.UNANSWERED: (frozenset({S.WAITING}), S.WAITING),
    EventKind.ACKNOWLEDGED: (frozenset({S.WAITING}), S.ACKNOWLEDGED),
    EventKind.REDIRECTED: (OPEN_STATES, S.WAITING),
    EventKind.TAKEN_BACK: (frozenset({S.ACKNOWLEDGED}), S.WAITING),
    EventKind.WITH_CUSTOMER: (frozenset({S.ACKNOWLEDGED}), S.WITH_CUSTOMER),
    EventKind.RESOLVED: (frozenset({S.ACKNOWLEDGED, S.WITH_CUSTOMER}), S.RESOLVED),
    EventKind.CUSTOMER_LEFT: (OPEN_STATES, S.LEFT),
    EventKind.WITHDRAWN: (OPEN_STATES, S.WITHDRAWN),
    # It stays resolved, and not completely: its customer came back, with an ask of its own (P30).
    EventKind.REOPENED: (frozenset({S.RESOLVED}), S.RESOLVED),
}


def state_after(state: EscalationState, event: EventKind) -> EscalationState | None:
    """The state that the event leads to; None when it cannot happen in this state."""
    allowed, following = NEXT[event]
    return following if state in allowed else None


def how_it_stands(number: int, state: EscalationState, holder: str) -> str:
    """The one sentence for whoever was too late; `holder` is who has it, as far as anybody does."""
    if state in {S.ACKNOWLEDGED, S.WITH_CUSTOMER} and holder:
        return f"Escalation {number} is already with {holder}."
    if state is S.WAITING:
        return f"Escalation {number} still waits. Take it first."
    return f"Escalation {number} has already ended: {state.label}."


@dataclass(frozen=True, slots=True)
class Standing:
    """What was in force for the asker at the ask: their deciding limit, whether an agreed
    response exists, whether it is past its date, and what each cap left.
    """

    limit: Limit | None
    has_response: bool
    is_stale: bool
    left: tuple[Left, ...] = ()


_BY_REASON = {
    EscalationReason.SAFETY: EscalationClass.SAFETY,
    EscalationReason.UNSURE_OF_LIABILITY: EscalationClass.LIABILITY,
    EscalationReason.CUSTOMER_INSISTS: EscalationClass.CUSTOMER_INSISTED,
}


def class_of(
    reason: EscalationReason, asked: Money | None, standing: Standing, *, is_safety: bool
) -> EscalationClass:
    """The class of an escalation, with the limits as they stood at the ask."""
    if is_safety:
        return EscalationClass.SAFETY
    if reason in _BY_REASON:
        return _BY_REASON[reason]
    if not standing.has_response:
        return EscalationClass.NO_RESPONSE
    if asked is not None:
        return _class_by_amount(asked, standing.limit, standing.left)
    if reason is EscalationReason.NO_RULE:
        return EscalationClass.NO_RULE
    return EscalationClass.STALE_RESPONSE if standing.is_stale else EscalationClass.WITHIN_LIMIT


def _class_by_amount(asked: Money, limit: Limit | None, left: tuple[Left, ...]) -> EscalationClass:
    """By the most that one gift may be worth: the smallest of the limit and of what caps leave."""
    if limit is None:
        return EscalationClass.NO_RULE
    if limit.kind is LimitKind.NONE or any(each.times == 0 for each in left):
        return EscalationClass.ABOVE
    most = may_give(limit, left)
    if most is None:
        return EscalationClass.WITHIN_LIMIT
    if most.currency != asked.currency or asked.amount > most.amount * JUST_ABOVE:
        return EscalationClass.ABOVE
    is_within = asked.amount <= most.amount
    return EscalationClass.WITHIN_LIMIT if is_within else EscalationClass.JUST_ABOVE
