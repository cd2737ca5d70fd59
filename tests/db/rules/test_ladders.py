"""Ladders: whom a round calls, whom it skips, and when nobody is meant to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from db.rules.ladders import Climb, Closed, OnDuty, Step, climb

NAIROBI = ZoneInfo("Africa/Nairobi")
# 12:30 in Nairobi.
AT = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
MANAGER, DUTY = OnDuty(1, 3, True, AT), OnDuty(2, 4, True, AT)
SHIFT = Step(1, None, 3, 60)
HIGHER = Step(2, None, 4, 60)
SKILLED = Step(0, None, None, 60, "bereavement", needs_authority=True)


def gone_up(*steps: Step, duty: tuple[OnDuty, ...] = (MANAGER, DUTY), passed: int = 0) -> Climb:
    return climb(steps, duty, frozenset({passed}), at=AT, zone=NAIROBI)


class TestClimb:
    def test_calls_on_the_first_step_that_has_anybody(self) -> None:
        assert gone_up(SHIFT, HIGHER) == Climb((), SHIFT, 1)

    def test_names_the_steps_that_it_skips_at_once(self) -> None:
        """P46: who is in a meeting holds nobody up."""
        away = replace(MANAGER, is_available=False)
        named = Step(1, 1, None, 60)
        assert gone_up(named, HIGHER, duty=(away, DUTY)) == Climb((named,), HIGHER, 2)

    def test_is_over_when_everybody_was_asked(self) -> None:
        assert gone_up(HIGHER, passed=2) == Climb((HIGHER,))
        assert gone_up() == Climb()

    @pytest.mark.parametrize(
        ("begins", "ends", "rests"),
        [
            (time(12, 30), time(13), True),
            (time(12), time(12, 30), False),
            (time(22), time(12, 31), True),
            (None, None, True),
        ],
    )
    def test_stops_where_nobody_is_meant_to_come(
        self, begins: time | None, ends: time | None, *, rests: bool
    ) -> None:
        closed = Step(0, None, None, 60, closed=Closed("Training", begins, ends))
        found = gone_up(closed, SHIFT)
        assert (found.rests is closed.closed) is rests
        assert found.person_id == (None if rests else 1)


class TestAuthority:
    """P21, P24: the sensible answer at once, and not after being handed up the line."""

    def test_comes_before_a_lower_grade_on_the_same_step(self) -> None:
        unable = replace(MANAGER, may_decide=False)
        assert gone_up(SHIFT, duty=(unable, DUTY)).person_id == 2

    def test_is_no_reason_to_call_nobody(self) -> None:
        unable = replace(MANAGER, may_decide=False)
        assert gone_up(SHIFT, duty=(unable,)).person_id == 1

    def test_is_wanted_with_the_skill_of_a_problem(self) -> None:
        """P48: difficult cases go by skill, and to nobody who would have to hand them on."""
        skilled = replace(DUTY, skills=frozenset({"bereavement"}))
        assert gone_up(SKILLED, SHIFT, duty=(MANAGER, skilled)).person_id == 2
        unable = replace(skilled, may_decide=False)
        assert gone_up(SKILLED, SHIFT, duty=(MANAGER, unable)) == Climb((SKILLED,), SHIFT, 1)

    def test_gives_way_to_whoever_waits_longest_among_equals(self) -> None:
        earlier = replace(MANAGER, person_id=7, since=AT - timedelta(minutes=1))
        assert gone_up(SHIFT, duty=(MANAGER, earlier)).person_id == 7
