"""Offices that are hard to measure, for tests: two cases, all still open, none at all, a year of
gaps, and asks where nobody counted contacts.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import uuid4

from db.rules.words import (
    EscalationClass,
    EscalationReason,
    EscalationState,
    LimitKind,
    Outcome,
)
from db.tables.escalations import Escalation
from db.tables.promises import Promise
from tests.db.queries.cases import ask, give, serve
from tests.world import World

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

DAY, WEEK = timedelta(days=1), timedelta(days=7)
MINUTE = timedelta(minutes=1)
TWO, ALL_OPEN, NONE, GAPS = "Nairobi", "Mombasa", "Singapore", "Jakarta"
OFFICES = (TWO, ALL_OPEN, NONE, GAPS)
TRILLIONS = Decimal(10) ** 12


def odd_offices(session: Session, made: World, *, now: datetime) -> None:
    """Write what happened at each of them; at `NONE` nothing ever did."""
    _two_cases(session, made, now)
    # Nobody counted contacts at this one, and nobody ever came.
    for number in range(12):
        ask(
            session,
            made,
            ALL_OPEN,
            "Bag delayed" if number % 2 else None,
            at=now - 3 * DAY * number,
        )
    _gaps(session, made, now)
    session.flush()


def _two_cases(session: Session, made: World, now: datetime) -> None:
    """One was over the limit and asked for trillions; of the other the customer left."""
    for days in range(1, 60):
        serve(session, made, TWO, (now - days * DAY).date(), 30)
    at = now - 10 * DAY
    session.add(
        Escalation(
            place_id=made.places[TWO], asker_id=made.people[f"{TWO} staff"],
            problem_id=made.problems["Bag delayed"], remedy_id=made.remedies["Refund"],
            reason=EscalationReason.OVER_MY_LIMIT, escalation_class=EscalationClass.ABOVE,
            limit_kind=LimitKind.UP_TO, limit_amount=Decimal(1_000), amount_asked=TRILLIONS,
            asked_currency="KES", amount_granted=Decimal(900), granted_currency="KES",
            state=EscalationState.RESOLVED, outcome=Outcome.PARTLY, asked_at=at,
            acknowledged_at=at + 2 * MINUTE, resolved_at=at + 9 * MINUTE, is_complete=False,
        )
    )  # fmt: skip
    session.add(
        Escalation(
            place_id=made.places[TWO], asker_id=made.people[f"{TWO} staff"],
            unanticipated_words="A parrot in the cabin", reason=EscalationReason.NO_RESPONSE,
            escalation_class=EscalationClass.NO_RESPONSE, state=EscalationState.LEFT,
            asked_at=at - 3 * DAY, left_at=at - 3 * DAY + 4 * MINUTE,
        )
    )  # fmt: skip
    session.add(
        Promise(
            place_id=made.places[TWO], words="We call about the bag.", zone="UTC",
            begins_at=at, ends_at=at + 60 * MINUTE, made_at=at - DAY, broke_at=at + 60 * MINUTE,
            closed_at=at + DAY, submit_key=uuid4().hex,
        )
    )  # fmt: skip


def _gaps(session: Session, made: World, now: datetime) -> None:
    """Six weeks almost a year ago, and the last three: nothing in between."""
    for weeks in (*range(45, 51), 1, 2, 3):
        at = now - weeks * WEEK
        serve(session, made, GAPS, at.date(), 40 + weeks)
        ask(session, made, GAPS, "Missed connection", at=at, settled=True, times=weeks % 4 + 1)
        give(session, made, GAPS, "Bag delayed", at=at)
