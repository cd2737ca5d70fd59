"""Asks that were resolved, and whose customers may come back, for tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from db.commands import escalations
from db.commands.resolutions import Resolution, resolve
from db.rules.words import Outcome
from tests.counter_cases import asked

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.world import World

MINUTE = timedelta(minutes=1)
REFERENCE = "AB-1234"


def resolved(
    session: Session, made: World, *, at: datetime, key: str, reference: str = "",
    how: Resolution | None = None, problem: str = "Bag delayed",
) -> int:  # fmt: skip
    """An ask that a manager of Nairobi resolved at that moment."""
    manager = made.viewers["Nairobi manager"]
    escalation_id = asked(
        session, made, at=at - 10 * MINUTE, key=key, customer_reference=reference,
        problem_id=made.problems[problem],
    )  # fmt: skip
    escalations.take(session, manager, escalation_id=escalation_id, at=at - 5 * MINUTE)
    resolve(session, manager, escalation_id=escalation_id, at=at,
            how=how or Resolution(Outcome.SETTLED, True))  # fmt: skip
    return escalation_id
