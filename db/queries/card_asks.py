"""What a counter card already knows of the ask that may follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.rules.words import Answer, EscalationReason

if TYPE_CHECKING:
    from db.queries.counter import Card
    from db.rules.money import Money


def reason_for(card: Card, asked: Money | None) -> EscalationReason:
    """The reason that the card itself knows, so that the asker need not choose one."""
    if card.is_safety:
        return EscalationReason.SAFETY
    if card.remaining.ended is not None:
        return EscalationReason.CUSTOMER_INSISTS
    if card.words is None:
        return EscalationReason.NO_RESPONSE
    if card.answer is Answer.GREEN:
        return EscalationReason.CUSTOMER_INSISTS
    if card.limit is None and asked is not None:
        return EscalationReason.NO_RULE
    return (
        EscalationReason.OVER_MY_LIMIT if asked is not None else EscalationReason.NEEDS_INFORMATION
    )
