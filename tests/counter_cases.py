"""Asks at the counter, for tests of what becomes of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.commands import asks, escalations
from db.commands.asks import Ask
from db.rules.money import Money
from db.rules.words import EscalationReason, EventKind
from db.tables.escalations import Escalation, EscalationEvent
from tests.world import NOW, World

LATER = NOW + timedelta(minutes=1)


def kes(amount: str) -> Money:
    """So many Kenyan shillings."""
    return Money(Decimal(amount), "KES")


def an_ask(made: World, amount: str | None = "15000", **changes: object) -> Ask:
    """A refund for a delayed bag, above what an agent in Nairobi may give."""
    plain: dict[str, object] = {
        "problem_id": made.problems["Bag delayed"],
        "words": "",
        "reason": EscalationReason.OVER_MY_LIMIT,
        "remedy_id": made.remedies["Refund"],
        "worth": kes(amount) if amount else None,
    }
    return Ask(**(plain | changes))  # type: ignore[arg-type]  # the fields of one record


def asked(
    session: Session,
    made: World,
    amount: str | None = "15000",
    *,
    who: str = "Nairobi staff",
    place: str = "Nairobi",
    key: str = "one",
    at: datetime = NOW,
    **changes: object,
) -> int:
    """Ask for a manager, and return the key of the escalation."""
    return asks.ask(
        session,
        made.viewers[who],
        place_id=made.places[place],
        asks=an_ask(made, amount, **changes),
        submit_key=key,
        at=at,
    )


def taken(session: Session, made: World, who: str = "Nairobi manager", **values: object) -> int:
    """Ask, and let a manager take it; returns the key of the escalation."""
    escalation_id = asked(session, made, **values)  # type: ignore[arg-type]  # handed on
    escalations.take(session, made.viewers[who], escalation_id=escalation_id, at=LATER)
    return escalation_id


def row(session: Session, escalation_id: int) -> Escalation:
    """The escalation as it stands in the database now."""
    session.flush()
    session.expire_all()
    return session.get_one(Escalation, escalation_id)


def kinds(session: Session, escalation_id: int) -> list[EventKind]:
    """What happened to it, in order."""
    return [event.kind for event in events(session, escalation_id)]


def events(session: Session, escalation_id: int) -> list[EscalationEvent]:
    """Its events, in order."""
    question = select(EscalationEvent).where(EscalationEvent.escalation_id == escalation_id)
    return list(session.scalars(question.order_by(EscalationEvent.sequence)))
