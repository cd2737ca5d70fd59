"""The manager-bother signal: counts, interval, sentence, and when a team should talk about it."""

from __future__ import annotations

import pytest

from db.rules.bother import Bother, Turned, bother_of
from db.rules.near_escalations import NearCounts, Noted, near_counts
from db.rules.proposals import about_bother
from db.rules.words import EventKind, ItemKind, NearReason, PassOnReason

NONE = NearCounts(0)
MEETING, BETTER = PassOnReason.IN_A_MEETING, PassOnReason.SOMEONE_BETTER_PLACED
D, R, U = EventKind.DECLINED, EventKind.REDIRECTED, EventKind.UNANSWERED


def of(passed_on: int, asks: int, near: NearCounts = NONE) -> Bother:
    """So many asks declined because of meetings."""
    turned = [Turned(key, D, MEETING) for key in range(passed_on)]
    return bother_of(turned, weeks=8, asks=asks, near=near)


class TestBotherOf:
    def test_counts_each_ask_once_for_each_reason(self) -> None:
        found = bother_of(
            [
                Turned(1, D, MEETING), Turned(1, R, MEETING), Turned(1, D, BETTER),
                Turned(2, U, None), Turned(2, D, MEETING), Turned(3, U, None),
            ],
            weeks=8, asks=60, near=NONE,
        )  # fmt: skip
        assert (found.passed_on, found.unanswered, found.turned_away) == (2, 2, 3)
        assert found.reasons == ((MEETING, 2), (BETTER, 1))
        assert found.share == pytest.approx(0.05)

    def test_says_the_whole_with_counts_and_period(self) -> None:
        near = near_counts([Noted(NearReason.MANAGER_BUSY)] * 4 + [Noted(NearReason.OTHER)] * 3)
        assert of(12, 60, near).sentence == (
            "In 8 weeks 12 of 60 asks were declined or passed on, 12 because of meetings; "
            "seven times somebody wanted to ask and did not, 4 so as not to bother."
        )
        assert of(0, 0, NearCounts(1)).sentence == (
            "In 8 weeks nobody asked for a manager; once somebody wanted to ask and did not."
        )

    def test_has_wilsons_interval_and_none_without_asks(self) -> None:
        bounds = of(12, 60).interval
        assert bounds is not None
        assert bounds.lower == pytest.approx(0.1183, abs=5e-4)
        assert bounds.upper == pytest.approx(0.3178, abs=5e-4)
        assert (of(0, 0).share, of(0, 0).interval) == (None, None)


class TestIsHigh:
    @pytest.mark.parametrize(("passed_on", "asks"), [(12, 60), (11, 60), (5, 5)])
    def test_is_what_is_surely_above_one_in_ten(self, passed_on: int, asks: int) -> None:
        assert of(passed_on, asks).is_high

    @pytest.mark.parametrize(("passed_on", "asks"), [(10, 60), (4, 4), (0, 60), (0, 0)])
    def test_is_not_what_may_be_chance(self, passed_on: int, asks: int) -> None:
        assert not of(passed_on, asks).is_high

    def test_is_also_five_who_did_not_dare(self) -> None:
        four = [Noted(NearReason.DID_NOT_WANT_TO_BOTHER)] * 4
        shy, found = Noted(NearReason.MANAGER_BUSY), Noted(NearReason.FOUND_IT_OUT_MYSELF)
        assert not of(0, 60, near_counts([*four, found])).is_high
        assert of(0, 60, near_counts([*four, shy])).is_high

    def test_puts_one_item_on_the_agenda(self) -> None:
        [item] = about_bother(of(12, 60))
        assert (item.kind, item.facts) == (ItemKind.ESCALATIONS, of(12, 60).sentence)
        assert about_bother(of(0, 60)) == about_bother(None) == []
