"""P50: how a team hands a customer over, and when it agrees that again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from db.rules.hand_offs import Agreed, HandOff, checked, must_have, why_due
from db.rules.must_haves import Standing
from db.rules.refusals import Refusal

TODAY = date(2026, 11, 18)
WORDS = HandOff("whoever asked", "This is Mercy. I told her everything.", "Quiet room 2")
TEAM = frozenset({1, 2, 3, 4})


def agreed(days_ago: int = 0, *, then: frozenset[int] = TEAM, now: frozenset[int] = TEAM) -> Agreed:
    return Agreed(WORDS, TODAY - timedelta(days=days_ago), 3, then, now)


class TestTheLine:
    def test_says_what_happens_now_in_one_breath(self) -> None:
        assert WORDS.line == (
            "Whoever asked speaks first: “This is Mercy. I told her everything.” "
            "Then: Quiet room 2."
        )


class TestWords:
    def test_are_kept_without_doubled_spaces(self) -> None:
        assert checked(replace(WORDS, where=" Quiet  room 2 ")) == WORDS

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (replace(WORDS, speaks_first=" "), "who speaks first is empty"),
            (replace(WORDS, said=""), "part that is said is empty"),
            (replace(WORDS, said="x" * 301), "has 301 characters"),
            (replace(WORDS, where=""), "where it happens is empty"),
            (replace(WORDS, holds_days=6), "after 7 to 365 days"),
            (replace(WORDS, holds_days=366), "after 7 to 365 days"),
        ],
    )
    def test_say_what_is_missing(self, words: HandOff, sentence: str) -> None:
        with pytest.raises(Refusal, match=sentence):
            checked(words)


class TestDue:
    def test_is_what_nobody_has_agreed(self) -> None:
        assert str(why_due(None, today=TODAY)).startswith("Nobody has agreed yet")
        assert must_have(None, today=TODAY).standing is Standing.MISSING

    @pytest.mark.parametrize(
        ("days", "is_due", "standing"),
        [
            (75, False, Standing.IN_PLACE),
            (76, False, Standing.EXPIRING),
            (89, False, Standing.EXPIRING),
            (90, True, Standing.EXPIRED),
        ],
    )
    def test_is_an_agreement_on_its_ninetieth_day(
        self, days: int, *, is_due: bool, standing: Standing
    ) -> None:
        assert (why_due(agreed(days), today=TODAY) is not None) is is_due
        assert must_have(agreed(days), today=TODAY).standing is standing

    @pytest.mark.parametrize(
        ("then", "now", "is_due"),
        [
            (TEAM, frozenset({1, 2, 3}), False),
            (TEAM, frozenset({1, 2}), True),
            (TEAM, TEAM | {5, 6, 7}, False),
            (TEAM, TEAM | {5, 6, 7, 8}, True),
            (frozenset(), TEAM, True),
            (frozenset({1}), frozenset(), True),
        ],
    )
    def test_is_one_of_a_team_of_which_half_is_another(
        self, then: frozenset[int], now: frozenset[int], *, is_due: bool
    ) -> None:
        found = agreed(then=then, now=now)
        assert (why_due(found, today=TODAY) is not None) is is_due
        assert (must_have(found, today=TODAY).badge == "team changed") is is_due

    def test_says_how_the_team_changed(self) -> None:
        left, new = agreed(now=frozenset({1, 2})), agreed(now=TEAM | {5, 6, 7, 8})
        assert must_have(left, today=TODAY).sentence.endswith("2 of 4 have left the team")
        assert must_have(new, today=TODAY).sentence.endswith("4 of 8 in the team are new")

    def test_is_not_what_holds_and_says_who_took_part(self) -> None:
        assert must_have(agreed(), today=TODAY).sentence == (
            "Hand-off agreement of 18 Nov, 3 people took part"
        )
