"""How a score moved."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from db.rules.trends import WeekScore, trend_in_words, weekly

TODAY = date(2026, 11, 18)
MONDAY = date(2026, 11, 16)


def _weeks(*scores: float) -> tuple[WeekScore, ...]:
    first = MONDAY - timedelta(weeks=len(scores) - 1)
    return tuple(
        WeekScore(first + timedelta(weeks=number), score) for number, score in enumerate(scores)
    )


class TestWeekly:
    def test_takes_the_last_day_of_each_week(self) -> None:
        days = [(date(2026, 11, 9), 50.0), (date(2026, 11, 15), 52.0), (date(2026, 11, 11), 51.0)]
        assert weekly(days, today=TODAY, score=60.0) == _weeks(52.0, 60.0)

    def test_ends_with_the_score_of_now(self) -> None:
        assert weekly([(date(2026, 11, 17), 1.0)], today=TODAY, score=60.0) == _weeks(60.0)

    def test_goes_back_a_year_and_no_further(self) -> None:
        days = [(TODAY - timedelta(days=400), 1.0), (MONDAY - timedelta(weeks=52), 2.0)]
        assert [each.score for each in weekly(days, today=TODAY, score=3.0)] == [2.0, 3.0]


class TestTrendInWords:
    @pytest.mark.parametrize(
        ("scores", "words"),
        [
            ([62.0], ""),
            ([60.0, 62.0], "Its own 2 weeks ran from 60 to 62."),
            ([58.6, 51, 60, 60, 62.4], "Up 3 in four weeks; its own 5 weeks ran from 51 to 62."),
            ([62, 60, 60, 60, 62], "As four weeks ago; its own 5 weeks ran from 60 to 62."),
            ([62, 60, 60, 60, 59], "Down 3 in four weeks; its own 5 weeks ran from 59 to 62."),
        ],
    )  # fmt: skip
    def test_says_where_it_went(self, scores: list[float], words: str) -> None:
        assert trend_in_words(_weeks(*scores)) == words

    def test_calls_52_weeks_a_year(self) -> None:
        assert "its own year ran" in trend_in_words(_weeks(*[50.0] * 52))
