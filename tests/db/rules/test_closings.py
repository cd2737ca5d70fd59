"""Closed on purpose: until when, and why, on the clock of the office."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from db.rules.closings import Closing, Hours, closing_at, moment_ahead, rests_first
from db.rules.ladders import Closed, Step
from db.rules.places import Stretch
from db.rules.spans import Span, hours_of, without

ZONE = ZoneInfo("Africa/Nairobi")
WORKING = tuple(Stretch(day, time(9), time(17)) for day in range(5))
ALWAYS = tuple(Stretch(day, time(0), time(0)) for day in range(7))
NIGHT = Closed("No manager at night", time(22), time(6))
# A Monday.
MONDAY = date(2026, 11, 23)


def at(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    """So late on the Monday, or days after it, at the office."""
    day = MONDAY + timedelta(days=days)
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


def said(hours: Hours, moment: datetime) -> str:
    closing = closing_at(hours, moment, ZONE)
    return closing.words(ZONE, moment) if closing else "open"


class TestOpeningHours:
    @pytest.mark.parametrize(
        ("moment", "words"),
        [
            (at(8, 59), "opens 09:00"),
            (at(9), "open"),
            (at(16, 59), "open"),
            (at(17), "opens Tuesday 09:00"),
            (at(17, days=4), "opens Monday 09:00"),
        ],
    )
    def test_close_at_their_end_and_say_when_they_begin(self, moment: datetime, words: str) -> None:
        assert said(Hours(WORKING, {}), moment) == words

    def test_that_nobody_wrote_are_not_closed(self) -> None:
        assert closing_at(Hours((), {}), at(3), ZONE) is None

    def test_that_never_come_again_name_no_moment(self) -> None:
        off = {MONDAY + timedelta(days=number): "Season is over" for number in range(90)}
        assert said(Hours(ALWAYS, off), at(3)) == "Season is over, opens at no hour that is known"


class TestDaysOff:
    def test_say_why_and_reach_over_the_week_end(self) -> None:
        off = {MONDAY + timedelta(days=4): "Founders' day"}
        assert said(Hours(WORKING, off), at(10, days=4)) == "Founders' day, opens Monday 09:00"

    def test_count_without_opening_hours_too(self) -> None:
        assert closing_at(Hours((), {MONDAY: "Holiday"}), at(10), ZONE) == Closing("Holiday", None)


class TestALadderThatRests:
    @pytest.mark.parametrize(
        ("moment", "words"),
        [
            (at(21, 59), "open"),
            (at(22), "No manager at night, opens Tuesday 06:00"),
            (at(5, 59, days=1), "No manager at night, opens 06:00"),
            (at(6, days=1), "open"),
        ],
    )
    def test_opens_when_its_hours_end(self, moment: datetime, words: str) -> None:
        assert said(Hours(ALWAYS, {}, (NIGHT,)), moment) == words
        assert said(Hours((), {}, (NIGHT,)), moment) == words

    def test_takes_nothing_from_the_hours_when_somebody_is_called_before(self) -> None:
        call = Step(1, None, 3, 60)
        rest = Step(2, None, None, 60, None, NIGHT)
        assert rests_first([call, rest]) == ()
        assert rests_first([rest, call]) == (NIGHT,)

    def test_leaves_the_rest_of_the_day_to_be_covered(self) -> None:
        day = Span(at(0), at(0, days=1))
        assert hours_of(Hours(ALWAYS, {}, (NIGHT,)).meant(ZONE, day)) == 16
        assert Hours(ALWAYS, {}, (Closed("Never"),)).meant(ZONE, day) == []


class TestWithout:
    def test_cuts_the_middle_the_ends_and_nothing(self) -> None:
        whole = [Span(at(9), at(17))]
        assert without(whole, [Span(at(12), at(13))]) == [
            Span(at(9), at(12)), Span(at(13), at(17)),
        ]  # fmt: skip
        assert without(whole, [Span(at(8), at(9)), Span(at(17), at(18))]) == whole
        assert without(whole, [Span(at(8), at(18))]) == []


class TestAMomentAhead:
    def test_says_as_much_of_its_day_as_is_needed(self) -> None:
        now = at(10)
        assert moment_ahead(at(23, 59), ZONE, now) == "23:59"
        assert moment_ahead(at(9, days=6), ZONE, now) == "Sunday 09:00"
        assert moment_ahead(at(9, days=7), ZONE, now) == "30 Nov 09:00"
