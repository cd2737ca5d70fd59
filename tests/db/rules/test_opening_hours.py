"""Durations on the wall clock and in opening hours, across shifts, closures and clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.opening_hours import (
    EPOCH,
    MICROSECOND,
    SECOND,
    OpeningHours,
    open_seconds,
    open_time,
    open_times,
    wall_clock_time,
)
from db.rules.places import Stretch
from db.rules.refusals import Refusal
from db.rules.spans import Span

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
BERLIN = ZoneInfo("Europe/Berlin")
KATHMANDU = ZoneInfo("Asia/Kathmandu")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")

# Monday to Friday 9 to 13 and 14 to 18, Saturday night 22 to 1, closed on one Wednesday.
SHIFTS = [(day, *hours) for day in range(5) for hours in ((9, 13), (14, 18))]
SPLIT = OpeningHours(
    tuple(Stretch(day, time(opens), time(closes)) for day, opens, closes in [*SHIFTS, (5, 22, 1)]),
    BERLIN,
    frozenset({date(2026, 3, 25)}),
)
ALWAYS = OpeningHours(tuple(Stretch(day, time(0), time(0)) for day in range(7)), BERLIN)

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(), timedelta(days=364)).map(lambda later: NEW_YEAR + later)


def berlin(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


class TestOpenTime:
    def test_the_break_of_a_split_day_does_not_count(self) -> None:
        assert open_time(berlin(3, 23, 12), berlin(3, 23, 15), SPLIT) == 2 * HOUR

    def test_an_evening_and_the_next_morning(self) -> None:
        assert open_time(berlin(3, 23, 17), berlin(3, 24, 10), SPLIT) == 2 * HOUR

    def test_a_closed_day_does_not_count(self) -> None:
        assert open_time(berlin(3, 24, 17), berlin(3, 26, 10), SPLIT) == 2 * HOUR

    def test_a_night_belongs_to_the_day_on_which_it_opens(self) -> None:
        assert open_time(berlin(3, 22, 0), berlin(3, 23, 0), SPLIT) == HOUR
        closed = OpeningHours(SPLIT.stretches, BERLIN, frozenset({date(2026, 3, 21)}))
        assert open_time(berlin(3, 22, 0), berlin(3, 23, 0), closed) == timedelta()
        after = OpeningHours(SPLIT.stretches, BERLIN, frozenset({date(2026, 3, 22)}))
        assert open_time(berlin(3, 22, 0), berlin(3, 23, 0), after) == HOUR

    def test_a_day_of_23_and_one_of_25_hours(self) -> None:
        assert open_time(berlin(3, 29, 0), berlin(3, 30, 0), ALWAYS) == 23 * HOUR
        assert open_time(berlin(10, 25, 0), berlin(10, 26, 0), ALWAYS) == 25 * HOUR

    def test_half_an_hour_of_summer_time(self) -> None:
        hours = OpeningHours(ALWAYS.stretches, LORD_HOWE)
        start = datetime(2026, 4, 5, tzinfo=LORD_HOWE)
        end = datetime(2026, 4, 6, tzinfo=LORD_HOWE)
        assert open_time(start, end, hours) == 24.5 * HOUR

    def test_the_moment_itself_lasts_nothing(self) -> None:
        assert open_time(berlin(3, 23, 10), berlin(3, 23, 10), SPLIT) == timedelta()

    def test_on_opening_and_on_closing(self) -> None:
        assert open_time(berlin(3, 23, 8), berlin(3, 23, 9), SPLIT) == timedelta()
        assert open_time(berlin(3, 23, 18), berlin(3, 23, 20), SPLIT) == timedelta()

    def test_no_hours_are_not_zero(self) -> None:
        with pytest.raises(Refusal, match="Opening hours are not recorded"):
            open_time(berlin(3, 23, 8), berlin(3, 23, 9), OpeningHours((), BERLIN))

    @given(st.tuples(moments, moments, moments))
    def test_parts_add_up(self, three: tuple[datetime, datetime, datetime]) -> None:
        start, middle, end = sorted(three)
        parts = open_time(start, middle, SPLIT) + open_time(middle, end, SPLIT)
        assert parts == open_time(start, end, SPLIT)

    @given(moments, moments)
    def test_never_longer_than_the_wall_clock(self, one: datetime, other: datetime) -> None:
        start, end = sorted((one, other))
        for hours in (SPLIT, ALWAYS):
            assert timedelta() <= open_time(start, end, hours) <= wall_clock_time(start, end)
        assert open_time(start, end, ALWAYS) == wall_clock_time(start, end)

    @given(moments, moments, st.sampled_from([BERLIN, KATHMANDU, LORD_HOWE]))
    def test_the_zone_in_which_a_moment_is_written_changes_nothing(
        self, one: datetime, other: datetime, zone: ZoneInfo
    ) -> None:
        start, end = sorted((one, other))
        there = (start.astimezone(zone), end.astimezone(zone))
        assert open_time(*there, SPLIT) == open_time(start, end, SPLIT)
        assert wall_clock_time(*there) == wall_clock_time(start, end)

    @given(st.integers(0, 364 * 24 * 60), st.integers(0, 3 * 24 * 60))
    def test_it_counts_the_minutes_at_which_the_clock_stands_inside(
        self, first: int, length: int
    ) -> None:
        start = NEW_YEAR + first * MINUTE
        inside = sum(is_inside(start + minute * MINUTE) for minute in range(length))
        assert open_time(start, start + length * MINUTE, SPLIT) == inside * MINUTE


def is_inside(moment: datetime) -> bool:
    """Whether the office of `SPLIT` is open, read off its clock minute by minute."""
    local = moment.astimezone(BERLIN)
    if local.weekday() < 5:
        return local.date() != date(2026, 3, 25) and local.hour in {9, 10, 11, 12, 14, 15, 16, 17}
    return (local.weekday(), local.hour) in {(5, 22), (5, 23), (6, 0)}


class TestOpenTimes:
    @given(st.lists(st.tuples(moments, moments), max_size=8))
    def test_many_at_once_are_the_same_as_one_by_one(
        self, pairs: list[tuple[datetime, datetime]]
    ) -> None:
        spans = [Span(min(pair), max(pair)) for pair in pairs]
        for hours in (SPLIT, ALWAYS):
            expected = [open_time(each.starts_at, each.ends_at, hours) for each in spans]
            assert open_times(spans, hours) == expected

    def test_the_second_of_opening_counts_and_that_of_closing_does_not(self) -> None:
        opens, closes = berlin(3, 23, 9), berlin(3, 23, 13)
        spans = [Span(opens - SECOND, opens + SECOND), Span(closes - SECOND, closes + SECOND)]
        assert open_times(spans, SPLIT) == [SECOND, SECOND]

    def test_the_night_of_summer_time_is_an_hour_short(self) -> None:
        assert open_times([Span(berlin(3, 28, 12), berlin(3, 29, 12))], ALWAYS) == [23 * HOUR]
        assert open_times([Span(berlin(10, 24, 12), berlin(10, 25, 12))], ALWAYS) == [25 * HOUR]

    def test_without_hours_nothing_is_measured(self) -> None:
        with pytest.raises(Refusal, match="not recorded"):
            open_times([Span(berlin(3, 23, 9), berlin(3, 23, 9))], OpeningHours((), BERLIN))


class TestOpenSeconds:
    @given(st.lists(st.tuples(moments, moments), min_size=1, max_size=8))
    def test_many_at_once_are_the_same_as_one_by_one(
        self, pairs: list[tuple[datetime, datetime]]
    ) -> None:
        spans = [(min(pair), max(pair)) for pair in pairs]
        starts = [(span[0] - EPOCH) // MICROSECOND for span in spans]
        ends = [(span[1] - EPOCH) // MICROSECOND for span in spans]
        expected = [open_time(*span, SPLIT) // SECOND for span in spans]
        assert open_seconds(starts, ends, SPLIT).tolist() == expected

    def test_none_at_all(self) -> None:
        assert open_seconds([], [], SPLIT).shape == (0,)

    def test_always_closed_is_nothing(self) -> None:
        sunday = [(berlin(3, 22, hour) - EPOCH) // MICROSECOND for hour in (2, 20)]
        assert open_seconds(sunday[:1], sunday[1:], SPLIT).tolist() == [0]

    def test_wrong_rows_are_refused(self) -> None:
        with pytest.raises(Refusal, match="An end lies before its start"):
            open_seconds([5], [4], SPLIT)
        with pytest.raises(Refusal, match="1 starts came with 2 ends"):
            open_seconds([5], [6, 7], SPLIT)
        with pytest.raises(Refusal, match="whole numbers"):
            open_seconds(np.array([0.5]), np.array([1.5]), SPLIT)
        with pytest.raises(Refusal, match="not recorded"):
            open_seconds([5], [6], OpeningHours((), BERLIN))


class TestWallClock:
    def test_the_night_of_summer_time_is_an_hour_short(self) -> None:
        assert wall_clock_time(berlin(3, 28, 12), berlin(3, 29, 12)) == 23 * HOUR

    def test_two_zones_are_compared_by_the_moment(self) -> None:
        start = datetime(2026, 1, 1, 12, tzinfo=KATHMANDU)
        end = datetime(2026, 1, 1, 12, tzinfo=UTC)
        assert wall_clock_time(start, end) == timedelta(hours=5, minutes=45)

    def test_an_end_before_its_start_is_refused(self) -> None:
        with pytest.raises(Refusal, match="before it starts"):
            wall_clock_time(berlin(3, 23, 9), berlin(3, 23, 8))

    def test_a_moment_without_a_zone_is_refused(self) -> None:
        naive = berlin(3, 23, 9).replace(tzinfo=None)
        with pytest.raises(Refusal, match="without a time zone"):
            wall_clock_time(naive, berlin(3, 23, 9))
