"""Coverage: hours of the week by amount, the worst day standing for the hour, nobody first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from db.rules.coverage import ANY, NOBODY, Duty, Gap, gaps, reach_of, sentence, there_at, week
from db.rules.spans import HOUR, Span

ZONE = ZoneInfo("Asia/Jakarta")
# A Sunday, 18:00 on the clock of Jakarta.
SUNDAY = datetime(2026, 11, 22, 11, tzinfo=UTC)
EVENING = Span(SUNDAY, SUNDAY + 4 * HOUR)
A_WEEK, A_SECOND = timedelta(days=7), timedelta(seconds=1)
LOW, HIGH = Decimal(200), Decimal(1000)


def duty(reach: Decimal, span: Span = EVENING, name: str = "Sari") -> Duty:
    return Duty(name, reach, span)


class TestReachOf:
    def test_is_the_highest_of_those_who_stay_all_hour(self) -> None:
        early = Span(SUNDAY, SUNDAY + HOUR - A_SECOND)
        part = Span(SUNDAY, SUNDAY + HOUR)
        assert reach_of(part, [duty(LOW), duty(HIGH, early)]) == LOW
        assert reach_of(part, [duty(LOW), duty(HIGH, part)]) == HIGH

    def test_counts_two_who_take_over_from_each_other(self) -> None:
        half = SUNDAY + HOUR / 2
        one, two = Span(SUNDAY, half), Span(half, SUNDAY + HOUR)
        part = Span(SUNDAY, SUNDAY + HOUR)
        assert reach_of(part, [duty(LOW, one), duty(HIGH, two)]) == LOW
        assert reach_of(part, [duty(LOW, one), duty(HIGH, Span(half + A_SECOND, two.ends_at))]) == (
            NOBODY
        )

    def test_is_nothing_when_nobody_is_there_or_may(self) -> None:
        assert reach_of(EVENING, []) == NOBODY
        assert reach_of(EVENING, [duty(NOBODY)]) == NOBODY
        assert reach_of(EVENING, [duty(ANY)]) == ANY


class TestWeek:
    def test_stands_on_the_clock_of_the_office(self) -> None:
        found = week([EVENING], ZONE, [duty(LOW)])
        assert found == {(6, hour): LOW for hour in (18, 19, 20, 21)}

    def test_takes_the_worst_of_the_days(self) -> None:
        later = Span(EVENING.starts_at + A_WEEK, EVENING.ends_at + A_WEEK)
        found = week([EVENING, later], ZONE, [duty(HIGH), duty(LOW, later)])
        assert set(found.values()) == {LOW}
        assert set(week([EVENING, later], ZONE, [duty(HIGH)]).values()) == {NOBODY}

    def test_is_empty_where_nothing_opens(self) -> None:
        assert week([], ZONE, [duty(LOW)]) == {}

    def test_asks_only_for_the_open_part_of_an_hour(self) -> None:
        short = Span(SUNDAY + HOUR / 2, SUNDAY + HOUR)
        assert week([short], ZONE, [duty(LOW, short)]) == {(6, 18): LOW}


class TestGaps:
    def test_put_nobody_first_then_the_lowest_then_the_longest(self) -> None:
        found = dict.fromkeys([(0, hour) for hour in range(6, 12)], HIGH)
        found |= {(1, 6): NOBODY, (1, 7): LOW, (1, 8): LOW, (2, 6): LOW, (2, 7): HIGH}
        assert gaps(found) == [
            Gap((1,), 6, 7, NOBODY), Gap((1,), 7, 9, LOW), Gap((2,), 6, 7, LOW),
        ]  # fmt: skip

    def test_join_weekdays_that_are_alike_and_part_hours_that_do_not_follow(self) -> None:
        found = {(day, hour): LOW for day in range(7) for hour in (6, 7, 20)} | {(0, 9): HIGH}
        days = tuple(range(7))
        assert gaps(found) == [Gap(days, 6, 8, LOW), Gap(days, 20, 21, LOW)]

    def test_are_none_where_every_hour_is_the_best(self) -> None:
        assert gaps({(0, 6): LOW, (0, 7): LOW}) == []

    def test_are_everywhere_where_nobody_ever_is(self) -> None:
        assert gaps({(0, 6): NOBODY}) == [Gap((0,), 6, 7, NOBODY)]
        assert gaps({}) == []


class TestSentence:
    @pytest.mark.parametrize(
        ("days", "reach", "when", "what"),
        [
            ((6,), LOW, "Sundays", "above 200"),
            ((6,), NOBODY, "Sundays", "anything"),
            ((5, 6), LOW, "Saturdays and Sundays", "above 200"),
            ((0, 1, 2), LOW, "Mondays to Wednesdays", "above 200"),
            ((0, 2, 4), LOW, "Mondays, Wednesdays and Fridays", "above 200"),
            (tuple(range(7)), LOW, "Every day", "above 200"),
        ],
    )  # fmt: skip
    def test_says_when_where_and_how_much(
        self, days: tuple[int, ...], reach: Decimal, when: str, what: str
    ) -> None:
        said = f"{when} 18 to 22 nobody in Jakarta may approve {what}."
        assert sentence(Gap(days, 18, 22, reach), "Jakarta", "200") == said


class TestThereAt:
    def test_names_who_is_on_duty_the_next_time(self) -> None:
        later = Span(EVENING.starts_at + A_WEEK, EVENING.ends_at + A_WEEK)
        duties = [duty(LOW, name="Sari"), duty(HIGH, name="Budi"), duty(ANY, later, name="Ayu")]
        there = there_at((6, 19), [later, EVENING], ZONE, duties)
        assert [each.name for each in there] == ["Budi", "Sari"]
        assert there_at((2, 3), [EVENING], ZONE, duties) == []
