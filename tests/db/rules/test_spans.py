"""Opening hours on real days, and how much of them somebody covers."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from db.rules.places import Stretch
from db.rules.spans import Span, hours_of, hours_open, merged, opening_spans, overlap, whole_weeks

NAIROBI = ZoneInfo("Africa/Nairobi")
LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 11, 16, tzinfo=UTC)


def _span(first: float, last: float) -> Span:
    return Span(MONDAY + timedelta(hours=first), MONDAY + timedelta(hours=last))


SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 12)).map(lambda at: _span(at[0], sum(at))),
    max_size=8,
)


def _covered(spans: list[Span]) -> set[int]:
    return {
        hour for hour in range(80) if any(s.starts_at <= _span(hour, 1).starts_at < s.ends_at
                                          for s in spans)
    }  # fmt: skip


class TestOpeningSpans:
    def test_follow_the_clock_of_the_office(self) -> None:
        hours = [Stretch(0, time(6), time(22))]
        assert opening_spans(hours, NAIROBI, (), within=_span(0, 24)) == [_span(3, 19)]

    def test_are_cut_where_the_question_begins(self) -> None:
        hours = [Stretch(0, time(6), time(22))]
        assert opening_spans(hours, NAIROBI, (), within=_span(10, 24)) == [_span(10, 19)]

    def test_run_past_midnight_from_the_day_before(self) -> None:
        hours = [Stretch(6, time(20), time(2))]
        assert opening_spans(hours, UTC_ZONE, (), within=_span(0, 24)) == [_span(0, 2)]

    def test_leave_out_a_day_closed_on_purpose(self) -> None:
        hours = [Stretch(day, time(6), time(22)) for day in range(7)]
        closed = {date(2026, 11, 17)}
        open_hours = opening_spans(hours, NAIROBI, closed, within=_span(0, 72))
        assert hours_of(open_hours) == 2 * 16

    def test_are_an_hour_shorter_when_the_clock_goes_forward(self) -> None:
        hours = [Stretch(6, time(0), time(6))]
        night = Span(datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 3, 30, tzinfo=UTC))
        assert hours_of(opening_spans(hours, LONDON, (), within=night)) == 5

    def test_are_none_without_hours(self) -> None:
        assert opening_spans([], NAIROBI, (), within=_span(0, 24)) == []


UTC_ZONE = ZoneInfo("UTC")


class TestMerged:
    @given(SPANS)
    def test_keeps_every_hour_and_adds_none(self, spans: list[Span]) -> None:
        assert _covered(merged(spans)) == _covered(spans)

    @given(SPANS)
    def test_leaves_gaps_between_its_spans(self, spans: list[Span]) -> None:
        found = merged(spans)
        assert all(a.ends_at < b.starts_at for a, b in pairwise(found))


class TestOverlap:
    @given(SPANS, SPANS)
    def test_holds_the_hours_that_are_in_both(self, one: list[Span], two: list[Span]) -> None:
        both = overlap(merged(one), merged(two))
        assert _covered(both) == _covered(one) & _covered(two)
        assert hours_of(both) == len(_covered(both))


class TestWholeWeeks:
    def test_end_before_the_running_week(self) -> None:
        now = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
        assert whole_weeks(now, NAIROBI, 2) == [date(2026, 11, 2), date(2026, 11, 9)]

    def test_know_that_monday_comes_earlier_in_the_east(self) -> None:
        late_sunday = datetime(2026, 11, 15, 22, tzinfo=UTC)
        assert whole_weeks(late_sunday, NAIROBI, 1) == [date(2026, 11, 9)]
        assert whole_weeks(late_sunday, LONDON, 1) == [date(2026, 11, 2)]


class TestHoursOpen:
    def test_hold_each_hour_that_is_open_at_all(self) -> None:
        assert hours_open([Stretch(6, time(22, 30), time(1, 15))]) == {
            (6, 22), (6, 23), (0, 0), (0, 1),
        }  # fmt: skip

    def test_are_all_of_the_day_when_it_never_closes(self) -> None:
        assert len(hours_open([Stretch(2, time(0), time(0))])) == 24
