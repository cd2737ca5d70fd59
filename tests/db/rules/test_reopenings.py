"""P30: who came back soon, and only of weeks of which everybody had the time to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from db.rules.outcomes import WeekShare
from db.rules.proportions import wilson
from db.rules.reopenings import WITHIN, is_in_time, is_over, reopened_weeks

ENDED = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
NAIROBI = ZoneInfo("Africa/Nairobi")
MONDAY = date(2026, 11, 2)
# The week ends at midnight in Nairobi, 21:00 of the day before in UTC; it is over 14 days later.
OVER = datetime(2026, 11, 22, 21, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class TestIsInTime:
    @pytest.mark.parametrize(
        ("after", "expected"),
        [(timedelta(), True), (-SECOND, False), (WITHIN, True), (WITHIN + SECOND, False)],
    )
    def test_counts_both_ends_in(self, after: timedelta, *, expected: bool) -> None:
        assert is_in_time(ENDED, ENDED + after) is expected


class TestIsOver:
    @pytest.mark.parametrize(("now", "expected"), [(OVER, True), (OVER - SECOND, False)])
    def test_once_the_last_of_the_week_had_fourteen_days(
        self, now: datetime, *, expected: bool
    ) -> None:
        assert is_over(MONDAY, NAIROBI, now=now) is expected


class TestReopenedWeeks:
    def test_leave_the_young_ones_out_of_the_share(self) -> None:
        """P30: a cohort that is not over yet flatters; it is said as not yet known."""
        weeks = [
            WeekShare(MONDAY + timedelta(weeks=number), happened, of)
            for number, (happened, of) in enumerate([(2, 10), (1, 5), (3, 9)], start=-1)
        ]
        found = reopened_weeks(weeks, NAIROBI, referenced=12, imported=4, now=OVER)
        assert (found.known.happened, found.known.of, found.known.share) == (3, 15, 0.2)
        assert found.known.interval == wilson(3, 15)
        assert (found.young_so_far, found.young_of) == (3, 9)
        assert (found.referenced, found.imported) == (12, 4)

    def test_know_nothing_of_young_weeks_alone(self) -> None:
        found = reopened_weeks(
            [WeekShare(MONDAY, 0, 9)], NAIROBI, referenced=0, imported=0, now=OVER - SECOND
        )
        assert (found.known.share, found.known.interval) == (None, None)
