"""Which escalations a back-test counts again, for whom, and what it leaves out."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from db.queries.backtests import OverLimits, over_limits
from db.rules.backtests import backtest
from db.rules.refusals import NotPermitted, Refusal
from db.rules.words import EscalationClass, EscalationReason, EscalationState, LimitKind
from db.tables.escalations import Escalation
from tests.world import NOW, World, world

# The Monday four whole weeks before the one that runs, at midnight in Nairobi.
SINCE = datetime(2026, 10, 18, 21, tzinfo=NOW.tzinfo)
WEEKS = 4


@pytest.fixture
def made(session: Session) -> World:
    """Three cases that count at Nairobi, and noise of every kind beside them."""
    made = world(session)
    for asked, granted in ((1_500, 1_200), (4_000, None), (9_000, 3_000)):
        over(session, made, "Nairobi", asked, granted=granted)
    over(session, made, "Mombasa", 2_000)
    over(session, made, "Singapore", 2_000, currency="SGD")
    over(session, made, "Nairobi", 2_000, at=SINCE - timedelta(seconds=1))
    over(session, made, "Nairobi", 2_000, reason=EscalationReason.NO_RULE)
    over(session, made, "Nairobi", 300, currency="USD")
    over(session, made, "Nairobi", None)
    session.flush()
    return made


def over(
    session: Session,
    made: World,
    office: str,
    asked: int | None,
    *,
    granted: int | None = None,
    currency: str = "KES",
    at: datetime = NOW - timedelta(days=3),
    reason: EscalationReason = EscalationReason.OVER_MY_LIMIT,
) -> None:
    session.add(
        Escalation(
            place_id=made.places[office],
            problem_id=made.problems["Bag delayed"],
            remedy_id=made.remedies["Refund"],
            reason=reason,
            escalation_class=EscalationClass.ABOVE,
            amount_asked=None if asked is None else Decimal(asked),
            asked_currency=None if asked is None else currency,
            limit_kind=LimitKind.UP_TO,
            limit_amount=Decimal(1_000),
            amount_granted=None if granted is None else Decimal(granted),
            granted_currency=None if granted is None else currency,
            state=EscalationState.RESOLVED,
            asked_at=at,
            acknowledged_at=at + timedelta(minutes=2),
            with_customer_at=at + timedelta(minutes=5),
            resolved_at=at + timedelta(minutes=12),
        )
    )


def seen(session: Session, made: World, place: str, who: str) -> OverLimits:
    return over_limits(
        session, made.viewers[who], place_id=made.places[place], weeks=WEEKS, now=NOW
    )


class TestOverLimits:
    def test_are_those_of_the_place_period_reason_and_currency(
        self, session: Session, made: World
    ) -> None:
        found = seen(session, made, "Nairobi", "Nairobi manager")
        assert (found.cases, found.in_other_currencies, found.without_amounts) == (3, 1, 1)
        counted = backtest(found.past, Decimal(4_000))
        assert (counted.removed, counted.within_after_all) == (2, 1)
        assert (counted.granted, counted.at_most_more) == (Decimal(1_200), Decimal(4_300))
        assert (counted.customers.minutes, counted.managers.minutes) == (10, 20)

    def test_are_those_of_every_place_below(self, session: Session, made: World) -> None:
        assert seen(session, made, "Kenya", "Africa regional").cases == 4

    def test_come_by_problem_and_remedy(self, session: Session, made: World) -> None:
        for _ in range(5):
            over(session, made, "Nairobi", 1_500)
        session.flush()
        (best,) = seen(session, made, "Nairobi", "Nairobi manager").best_next
        assert (best.words, best.cases) == (("Bag delayed", "Refund"), 8)

    @pytest.mark.parametrize("who", ["Nairobi staff", "Mombasa manager", "Asia regional"])
    def test_are_closed_to_others(self, session: Session, made: World, who: str) -> None:
        with pytest.raises((Refusal, NotPermitted)):
            seen(session, made, "Nairobi", who)
