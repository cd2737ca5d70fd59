"""What may follow what, the class of an ask, and whom a step offers it to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from db.rules.authority import Limit
from db.rules.escalations import (
    NEXT,
    OPEN_STATES,
    Standing,
    class_of,
    state_after,
)
from db.rules.ladders import OnDuty, Step, person_for
from db.rules.money import Money
from db.rules.words import EscalationClass, EscalationReason, EventKind, LimitKind
from db.rules.words import EscalationState as S

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
W, A, C, X, L, D = S.WAITING, S.ACKNOWLEDGED, S.WITH_CUSTOMER, S.RESOLVED, S.LEFT, S.WITHDRAWN
NO = None
# Each row: what follows in waiting, acknowledged, with the customer, resolved, left, withdrawn.
TABLE = {
    EventKind.ASKED: (NO, NO, NO, NO, NO, NO),
    EventKind.OFFERED: (W, NO, NO, NO, NO, NO),
    EventKind.DECLINED: (W, NO, NO, NO, NO, NO),
    EventKind.REDIRECTED: (W, W, W, NO, NO, NO),
    EventKind.UNANSWERED: (W, NO, NO, NO, NO, NO),
    EventKind.SKIPPED: (W, NO, NO, NO, NO, NO),
    EventKind.ACKNOWLEDGED: (A, NO, NO, NO, NO, NO),
    EventKind.TAKEN_BACK: (NO, W, NO, NO, NO, NO),
    EventKind.WITH_CUSTOMER: (NO, C, NO, NO, NO, NO),
    EventKind.RESOLVED: (NO, X, X, NO, NO, NO),
    EventKind.CUSTOMER_LEFT: (L, L, L, NO, NO, NO),
    EventKind.WITHDRAWN: (D, D, D, NO, NO, NO),
    EventKind.REOPENED: (NO, NO, NO, X, NO, NO),
}
STATES = (W, A, C, X, L, D)


class TestStateAfter:
    @pytest.mark.parametrize("event", EventKind)
    @pytest.mark.parametrize("state", S)
    def test_is_what_the_table_says(self, state: S, event: EventKind) -> None:
        assert state_after(state, event) is TABLE[event][STATES.index(state)]

    def test_is_known_for_every_event_in_every_state(self) -> None:
        assert set(NEXT) == set(EventKind) == set(TABLE)
        assert set(STATES) == set(S)

    def test_is_nothing_once_it_has_ended(self) -> None:
        ended, kinds = set(S) - OPEN_STATES, set(EventKind) - {EventKind.REOPENED}
        assert {state_after(state, event) for state in ended for event in kinds} == {None}

    def test_stays_resolved_when_the_customer_comes_back(self) -> None:
        """P30: what was resolved is reopened beside it, by an ask of its own."""
        after = {state: state_after(state, EventKind.REOPENED) for state in S}
        assert after == dict.fromkeys(S, None) | {S.RESOLVED: S.RESOLVED}

    def test_is_left_from_every_open_state(self) -> None:
        assert {state_after(state, EventKind.CUSTOMER_LEFT) for state in OPEN_STATES} == {S.LEFT}


def _limit(kind: LimitKind = LimitKind.UP_TO, amount: str | None = "100") -> Limit:
    return Limit(
        id=1, rule_number=1, version_number=1, place_path="/1/", grade_rank=1, problem_id=None,
        remedy_id=None, kind=kind, amount=Decimal(amount) if amount else None,
        currency="SGD" if amount else None, unlimited_until=None, in_force_from=NOW,
        in_force_until=None,
    )  # fmt: skip


def _class(
    amount: str | None = "100",
    *,
    reason: EscalationReason = EscalationReason.OVER_MY_LIMIT,
    limit: Limit | None = None,
    currency: str = "SGD",
    has_response: bool = True,
    is_stale: bool = False,
    is_safety: bool = False,
) -> EscalationClass:
    asked = Money(Decimal(amount), currency) if amount else None
    return class_of(reason, asked, Standing(limit, has_response, is_stale), is_safety=is_safety)


class TestClassOf:
    @pytest.mark.parametrize(
        ("amount", "expected"),
        [
            ("99.99", EscalationClass.WITHIN_LIMIT),
            ("100", EscalationClass.WITHIN_LIMIT),
            ("100.01", EscalationClass.JUST_ABOVE),
            ("120", EscalationClass.JUST_ABOVE),
            ("120.01", EscalationClass.ABOVE),
        ],
    )
    def test_turns_at_the_limit_and_at_a_fifth_above_it(
        self, amount: str, expected: EscalationClass
    ) -> None:
        assert _class(amount, limit=_limit()) is expected

    def test_is_above_where_the_rule_says_nothing(self) -> None:
        assert _class("0.01", limit=_limit(LimitKind.NONE, None)) is EscalationClass.ABOVE

    def test_is_within_where_there_is_no_upper_limit(self) -> None:
        free = _limit(LimitKind.UNLIMITED, None)
        assert _class("1000000", limit=free) is EscalationClass.WITHIN_LIMIT

    def test_is_above_in_another_currency(self) -> None:
        assert _class("1", limit=_limit(), currency="KES") is EscalationClass.ABOVE

    def test_is_without_a_rule_where_none_was_found(self) -> None:
        assert _class("1") is EscalationClass.NO_RULE
        assert _class(None, reason=EscalationReason.NO_RULE) is EscalationClass.NO_RULE

    def test_is_without_a_response_before_amounts_are_compared(self) -> None:
        assert _class("1", limit=_limit(), has_response=False) is EscalationClass.NO_RESPONSE

    def test_is_stale_where_the_words_were_all_that_was_missing(self) -> None:
        information = EscalationReason.NEEDS_INFORMATION
        assert _class(None, reason=information, is_stale=True) is EscalationClass.STALE_RESPONSE
        assert _class(None, reason=information) is EscalationClass.WITHIN_LIMIT

    @pytest.mark.parametrize(
        ("reason", "expected"),
        [
            (EscalationReason.SAFETY, EscalationClass.SAFETY),
            (EscalationReason.UNSURE_OF_LIABILITY, EscalationClass.LIABILITY),
            (EscalationReason.CUSTOMER_INSISTS, EscalationClass.CUSTOMER_INSISTED),
        ],
    )
    def test_follows_a_reason_that_says_it_all(
        self, reason: EscalationReason, expected: EscalationClass
    ) -> None:
        assert _class("1000", reason=reason, limit=_limit(), has_response=False) is expected

    @pytest.mark.parametrize("reason", EscalationReason)
    def test_is_safety_whatever_else_was_said(self, reason: EscalationReason) -> None:
        assert _class("1", reason=reason, is_safety=True) is EscalationClass.SAFETY

    @pytest.mark.parametrize("reason", EscalationReason)
    @pytest.mark.parametrize("amount", [None, "1"])
    @pytest.mark.parametrize("has_response", [True, False])
    def test_is_known_for_every_ask(
        self, reason: EscalationReason, amount: str | None, *, has_response: bool
    ) -> None:
        assert _class(amount, reason=reason, has_response=has_response) in EscalationClass


def _duty(person_id: int, rank: int, *, minutes: int = 10, is_available: bool = True) -> OnDuty:
    return OnDuty(person_id, rank, is_available, NOW - timedelta(minutes=minutes))


def _offered(step: Step, duty: list[OnDuty], *passed: int) -> int | None:
    return person_for(step, duty, frozenset(passed))


MANAGERS = Step(position=1, person_id=None, grade_rank=3, time_out_seconds=120)
PRIYA = Step(position=1, person_id=7, grade_rank=None, time_out_seconds=120)


class TestPersonFor:
    def test_is_nobody_when_nobody_is_on_duty(self) -> None:
        assert _offered(MANAGERS, []) is None
        assert _offered(PRIYA, []) is None

    def test_is_nobody_when_all_are_of_a_lower_grade(self) -> None:
        assert _offered(MANAGERS, [_duty(1, 2)]) is None

    def test_is_nobody_when_all_are_busy_or_were_asked_before(self) -> None:
        duty = [_duty(1, 3, is_available=False), _duty(2, 4)]
        assert _offered(MANAGERS, duty, 2) is None

    def test_is_the_lowest_grade_that_suffices(self) -> None:
        assert _offered(MANAGERS, [_duty(1, 5), _duty(2, 3), _duty(3, 2)]) == 2

    def test_is_whoever_is_available_longest_among_equals(self) -> None:
        assert _offered(MANAGERS, [_duty(1, 3, minutes=5), _duty(2, 3, minutes=50)]) == 2

    def test_does_not_depend_on_the_order_of_the_rota(self) -> None:
        duty = [_duty(3, 3), _duty(2, 3), _duty(1, 4)]
        assert _offered(MANAGERS, duty) == _offered(MANAGERS, duty[::-1]) == 2

    def test_is_the_person_that_the_step_names_whatever_their_grade(self) -> None:
        assert _offered(PRIYA, [_duty(6, 5), _duty(7, 1)]) == 7

    def test_is_nobody_when_the_named_one_is_away(self) -> None:
        assert _offered(PRIYA, [_duty(6, 5), _duty(7, 5, is_available=False)]) is None
