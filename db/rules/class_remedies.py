"""What each class of escalation asks for: the class says what was missing, not who was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from db.rules.words import EscalationClass

REMEDIES: Mapping[EscalationClass, str] = {
    EscalationClass.WITHIN_LIMIT: "It was theirs to give: show the counter card in the next huddle",
    EscalationClass.JUST_ABOVE: "Try a limit a fifth higher on the past, and draft it",
    EscalationClass.ABOVE: "Put somebody with enough authority on duty in those hours",
    EscalationClass.NO_RULE: "Write the missing limit",
    EscalationClass.NO_RESPONSE: "Agree a response in the next huddle",
    EscalationClass.STALE_RESPONSE: "Verify the response again, or revise it",
    EscalationClass.CUSTOMER_INSISTED: "Practise the words and the referral in a drill",
    EscalationClass.LIABILITY: "Ask for a ruling, and make it a rule",
    EscalationClass.SAFETY: "Look after the people; never answer it with compensation",
}


@dataclass(frozen=True, slots=True)
class ClassShare:
    """One class of a period: how many asks, their share of all, and what would help."""

    escalation_class: EscalationClass
    asks: int
    share: float
    remedy: str


def class_shares(counts: Mapping[EscalationClass, int]) -> tuple[ClassShare, ...]:
    """The classes that occur, those with most asks first; ties in the order of the words."""
    total = sum(counts.values())
    found = [
        ClassShare(each, counts[each], counts[each] / total, REMEDIES[each])
        for each in EscalationClass
        if counts.get(each)
    ]
    return tuple(sorted(found, key=lambda each: -each.asks))
