"""Huddles and the asks before them, in two offices, for the tests of several rooms."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.commands import decisions, huddle_series, huddles
from db.commands.decisions import Decided
from db.queries.huddle_items import ItemView
from db.queries.huddles import HuddleView, huddle
from db.rules.words import (
    EscalationClass,
    EscalationReason,
    EscalationState,
    ItemOutcome,
    LimitKind,
)
from db.tables.escalations import Escalation
from db.tables.huddles import AgendaItem
from tests.world import NOW, World

TODAY = date(2026, 11, 18)
YESTERDAY = NOW - timedelta(days=1)


def an_ask(
    session: Session,
    made: World,
    *,
    office: str = "Nairobi",
    problem: str | None = "Missed connection",
    words: str = "",
    amount: int | None = 15_000,
    asked_at: datetime = YESTERDAY,
    waited_minutes: int | None = 5,
    left: bool = False,
    escalation_class: EscalationClass = EscalationClass.ABOVE,
    remedy: str = "Refund",
) -> int:
    """One escalation as it stands in the record, asked by the office's staff."""
    came = None if waited_minutes is None else asked_at + timedelta(minutes=waited_minutes)
    has_rule = escalation_class is not EscalationClass.NO_RULE
    row = Escalation(
        place_id=made.places[office],
        asker_id=made.people[f"{office} staff"],
        problem_id=made.problems[problem] if problem else None,
        unanticipated_words=words,
        reason=EscalationReason.OVER_MY_LIMIT,
        escalation_class=escalation_class,
        remedy_id=made.remedies[remedy],
        amount_asked=None if amount is None else Decimal(amount),
        asked_currency=None if amount is None else "KES",
        limit_kind=LimitKind.UP_TO if has_rule else None,
        limit_amount=Decimal(10_000) if has_rule else None,
        state=EscalationState.LEFT if left else EscalationState.RESOLVED,
        asked_at=asked_at,
        acknowledged_at=came,
        left_at=asked_at + timedelta(minutes=9) if left else None,
    )
    session.add(row)
    session.flush()
    return row.id


def yesterdays_asks(session: Session, made: World) -> None:
    """Four at Nairobi about one problem, two new ones, and noise: Mombasa, today, last week."""
    for amount, waited in ((15_000, 4), (22_000, 11), (18_000, 12), (16_000, None)):
        an_ask(session, made, amount=amount, waited_minutes=waited, left=waited is None)
    an_ask(session, made, problem=None, words="a goat at the gate", amount=None)
    an_ask(session, made, office="Mombasa", problem="Bag delayed", amount=90_000)
    an_ask(session, made, asked_at=NOW, amount=70_000)
    an_ask(session, made, asked_at=NOW - timedelta(days=7), amount=80_000)
    session.flush()


def a_series(session: Session, made: World, office: str = "Nairobi") -> int:
    """A huddle each morning at 08:45."""
    return huddle_series.begin_series(
        session, made.viewers[f"{office} manager"], place_id=made.places[office],
        name="Counter huddle", weekdays="0123456", starts_at=time(8, 45), at=NOW,
    )  # fmt: skip


def a_huddle(session: Session, made: World, office: str = "Nairobi", *, name: str = "") -> int:
    """Today's huddle, prepared by the office's manager, of a series unless it has a `name`."""
    return huddles.prepare(
        session, made.viewers[f"{office} manager"], place_id=made.places[office], held_on=TODAY,
        at=NOW, series_id=None if name else a_series(session, made, office), name=name,
    )  # fmt: skip


def a_running_huddle(session: Session, made: World, office: str = "Nairobi") -> int:
    """Today's huddle, started, with staff and manager present."""
    key = a_huddle(session, made, office)
    manager = made.viewers[f"{office} manager"]
    huddles.start(session, manager, huddle_id=key, at=NOW)
    present = [made.people[f"{office} manager"], made.people[f"{office} staff"]]
    huddles.set_attendance(session, manager, huddle_id=key, present=present, at=NOW)
    return key


def seen(session: Session, made: World, huddle_id: int, who: str = "Nairobi manager") -> HuddleView:
    """The huddle as somebody sees it."""
    return huddle(session, made.viewers[who], huddle_id=huddle_id)


def item_of_kind(view: HuddleView, kind: str) -> ItemView:
    """The first item of a kind."""
    return next(item for item in view.items if item.kind.value == kind)


def decide_all(session: Session, made: World, huddle_id: int, office: str = "Nairobi") -> None:
    """Every open item decided as information."""
    manager = made.viewers[f"{office} manager"]
    question = select(AgendaItem).where(
        AgendaItem.huddle_id == huddle_id, AgendaItem.decided_at.is_(None)
    )
    for item in list(session.scalars(question.order_by(AgendaItem.position))):
        decisions.decide(
            session, manager, item_id=item.id, decided=Decided(ItemOutcome.INFORMATION, "Noted."),
            version=item.version, at=NOW,
        )  # fmt: skip


def a_closed_huddle(session: Session, made: World, office: str = "Nairobi") -> int:
    """Today's huddle, every item decided, closed."""
    key = a_running_huddle(session, made, office)
    decide_all(session, made, key, office)
    huddles.close(session, made.viewers[f"{office} manager"], huddle_id=key, at=NOW)
    return key
