"""How a huddle moves, and when the next one is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import product

import pytest

from db.rules import huddles
from db.rules.refusals import Refusal
from db.rules.words import ActionKind, HuddleState, ItemKind, ItemOutcome

DAY = date(2026, 11, 18)
ZONE = "Africa/Nairobi"


class TestMoves:
    @pytest.mark.parametrize(("now", "wanted"), list(product(HuddleState, HuddleState)))
    def test_go_forward_only(self, now: HuddleState, wanted: HuddleState) -> None:
        states = list(HuddleState)
        allowed = wanted in huddles.NEXT[now]
        assert not allowed or states.index(wanted) > states.index(now)
        if wanted is HuddleState.DRAFT:
            return
        if allowed:
            huddles.check_move(now, wanted)
        else:
            with pytest.raises(Refusal, match="so it cannot be"):
                huddles.check_move(now, wanted)


class TestClosing:
    def test_names_three_and_counts_the_rest(self) -> None:
        with pytest.raises(Refusal) as told:
            huddles.check_closing(["a", "b", "c", "d", "e"], present=4)
        assert str(told.value) == (
            "Decide, carry over or drop what is left: “a”; “b”; “c” and 2 more."
        )

    def test_wants_somebody_there(self) -> None:
        huddles.check_closing([], present=1)
        with pytest.raises(Refusal, match="at least one person"):
            huddles.check_closing([], present=0)


class TestBudget:
    @pytest.mark.parametrize("minutes", [5, 10, 120])
    def test_can_be_kept(self, minutes: int) -> None:
        assert huddles.check_budget(minutes) == minutes

    @pytest.mark.parametrize("minutes", [-1, 0, 4, 121])
    def test_cannot_be_absurd(self, minutes: int) -> None:
        with pytest.raises(Refusal, match="5 to 120 minutes"):
            huddles.check_budget(minutes)


class TestAnswered:
    @pytest.mark.parametrize(
        ("outcome", "has_response", "answered"),
        [
            (ItemOutcome.DECISION, False, True),
            (ItemOutcome.RESPONSE_AGREED, False, True),
            (ItemOutcome.INFORMATION, True, True),
            (ItemOutcome.INFORMATION, False, False),
            (ItemOutcome.ACTION, False, False),
            (ItemOutcome.LIMIT_PROPOSED, True, True),
            (ItemOutcome.CARRIED_OVER, True, False),
            (ItemOutcome.DROPPED, True, False),
        ],
    )
    def test_means_that_staff_know_what_to_do(
        self, outcome: ItemOutcome, *, has_response: bool, answered: bool
    ) -> None:
        assert huddles.is_answered(outcome, has_agreed_response=has_response) is answered


class TestActionKind:
    def test_of_a_proposed_limit_is_fixed(self) -> None:
        proposed = huddles.action_kind(ItemOutcome.LIMIT_PROPOSED, ActionKind.TRAIN)
        assert proposed is ActionKind.CHANGE_A_LIMIT

    def test_is_chosen_or_usual(self) -> None:
        assert huddles.action_kind(ItemOutcome.ACTION, ActionKind.TRAIN) is ActionKind.TRAIN
        assert huddles.action_kind(ItemOutcome.ACTION, None) is ActionKind.PREVENT
        assert huddles.action_kind(ItemOutcome.INFORMATION, ActionKind.TRAIN) is None
        assert huddles.action_kind(ItemOutcome.CARRIED_OVER, None) is None


class TestOutcomes:
    def test_need_a_problem_for_responses_and_limits(self) -> None:
        without = huddles.outcomes_for(ItemKind.TOPIC, has_problem=False)
        assert ItemOutcome.RESPONSE_AGREED not in without
        assert ItemOutcome.LIMIT_PROPOSED in huddles.outcomes_for(ItemKind.TOPIC, has_problem=True)
        thanks = huddles.outcomes_for(ItemKind.RECOGNITION, has_problem=False)
        assert thanks == (ItemOutcome.INFORMATION,)

    def test_never_offer_putting_off(self) -> None:
        for kind in ItemKind:
            assert not set(huddles.outcomes_for(kind, has_problem=True)) & set(huddles.PUT_OFF)


class TestNextSlot:
    @pytest.mark.parametrize(
        ("after", "slot"),
        [
            (datetime(2026, 11, 18, 5, 44, 59, tzinfo=UTC), DAY),
            (datetime(2026, 11, 18, 5, 45, tzinfo=UTC), date(2026, 11, 19)),
            # A Thursday evening in UTC is Friday in Nairobi.
            (datetime(2026, 11, 19, 22, tzinfo=UTC), date(2026, 11, 20)),
        ],
    )
    def test_is_strictly_after_on_the_offices_clock(self, after: datetime, slot: date) -> None:
        day, moment = huddles.next_slot("01234", time(8, 45), ZONE, after=after)
        assert day == slot
        assert moment.astimezone(UTC).time() == time(5, 45)

    def test_skips_days_that_are_not_its_own(self) -> None:
        friday_noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
        slot, _ = huddles.next_slot("01234", time(8, 45), ZONE, after=friday_noon)
        assert slot == date(2026, 11, 23)

    def test_skips_days_that_are_taken(self) -> None:
        early = datetime(2026, 11, 18, 1, tzinfo=UTC)
        slot, _ = huddles.next_slot("0123456", time(8, 45), ZONE, after=early, taken={DAY})
        assert slot == date(2026, 11, 19)

    def test_keeps_the_wall_clock_over_daylight_saving(self) -> None:
        for day, hour in ((28, 7), (30, 6)):
            after = datetime(2026, 3, day, 1, tzinfo=UTC)
            _, moment = huddles.next_slot("0123456", time(8), "Europe/Berlin", after=after)
            assert moment.astimezone(UTC).hour == hour

    @pytest.mark.parametrize("weekdays", ["", "7", "x"])
    def test_refuses_a_series_without_a_day(self, weekdays: str) -> None:
        with pytest.raises(Refusal, match="at least one weekday"):
            huddles.next_slot(weekdays, time(8), ZONE, after=datetime(2026, 1, 1, tzinfo=UTC))


class TestDaysToCover:
    @pytest.mark.parametrize(
        ("last", "first"),
        [
            (None, 17),
            (date(2026, 11, 18), 17),
            (date(2026, 11, 17), 17),
            (date(2026, 11, 14), 14),
            (date(2026, 11, 11), 11),
            (date(2026, 11, 10), 11),
            (date(2025, 1, 1), 11),
        ],
    )
    def test_reach_back_to_the_last_huddle_and_at_most_a_week(
        self, last: date | None, first: int
    ) -> None:
        assert huddles.days_to_cover(DAY, last) == (date(2026, 11, first), date(2026, 11, 17))
