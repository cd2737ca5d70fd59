"""What a problem of the playbook must say to be of use."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from db.rules.money import check_amount
from db.rules.refusals import Refusal
from db.rules.words import CauseClass, Fault, Origin

LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True, slots=True)
class Flags:
    """What makes a problem special: we are powerless, it needs a grade, the law, or Security.

    A legal flag is a threshold with its currency and the sentence to say above it. Whoever has
    the `skill` is asked first; empty for a problem that anybody can settle.
    """

    is_powerless: bool = False
    is_safety: bool = False
    minimum_grade_id: int | None = None
    legal_threshold: Decimal | None = None
    legal_currency: str | None = None
    legal_sentence: str = ""
    skill: str = ""


NO_FLAGS = Flags()
UNRATED = 3


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a person says about a problem; `remedy_ids` are those that fit, best first."""

    title: str
    origin: Origin
    cause_class: CauseClass
    fault: Fault
    likelihood: int = UNRATED
    impact: int = UNRATED
    promise_broken: str = ""
    keywords: str = ""
    flags: Flags = NO_FLAGS
    remedy_ids: tuple[int, ...] = ()


def check_ratings(*ratings: int) -> None:
    """Refuse a likelihood or an impact outside 1 to 5."""
    if any(not LOWEST <= rating <= HIGHEST for rating in ratings):
        raise Refusal("Likelihood and impact go from 1 to 5.")


def check_flags(flags: Flags) -> None:
    """Refuse a legal flag that is not whole: threshold, currency and sentence come together."""
    parts = (flags.legal_threshold is None, not flags.legal_currency, not flags.legal_sentence)
    if len(set(parts)) > 1:
        raise Refusal("A legal flag needs a threshold and the sentence to say above it (P60).")
    if flags.legal_threshold is not None and flags.legal_currency:
        check_amount(flags.legal_threshold, flags.legal_currency)
