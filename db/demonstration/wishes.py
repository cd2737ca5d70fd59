"""What one customer wants."""

from __future__ import annotations

from dataclasses import dataclass

from db.rules.money import Money
from db.rules.words import EscalationReason
from db.starter.parts import Problem


@dataclass(frozen=True, slots=True)
class Wish:
    """What one customer brings to one member of staff; `problem` None was on no list."""

    problem: Problem | None
    words: str
    reason: EscalationReason
    remedy: str | None
    worth: Money | None
