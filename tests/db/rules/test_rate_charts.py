"""Rate charts with Laney's correction: by hand, against the individuals chart, and the edges."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.control_charts import (
    Direction,
    Signal,
    Variation,
    dated_sentence,
    individuals_chart,
    signal_sentence,
    u_prime_chart,
)
from db.rules.refusals import Refusal

counts = st.lists(st.integers(0, 40), min_size=2, max_size=40)


class TestUPrime:
    def test_three_weeks_by_hand(self) -> None:
        # u = 12/400 = 0.03; s = sqrt(0.03/100), sqrt(0.03/200), sqrt(0.03/100);
        # z = (0.02-0.03)/s, 0, (0.04-0.03)/s: -1/sqrt(3), 0, 1/sqrt(3), each step 1/sqrt(3).
        chart = u_prime_chart([2, 6, 4], [100, 200, 100])
        sigma_z = 1 / math.sqrt(3) / 1.128
        assert [point.value for point in chart.points] == [2, 3, 4]
        assert [point.mean for point in chart.points] == pytest.approx([3, 3, 3])
        assert chart.groups[0].spread == pytest.approx(sigma_z)
        assert chart.points[0].upper == pytest.approx(3 + 300 * math.sqrt(0.0003) * sigma_z)
        assert chart.points[1].upper == pytest.approx(3 + 300 * math.sqrt(0.00015) * sigma_z)
        assert chart.points[0].lower == pytest.approx(3 - 300 * math.sqrt(0.0003) * sigma_z)

    @given(counts)
    def test_equal_denominators_give_the_individuals_chart_with_its_own_constant(
        self, events: list[int]
    ) -> None:
        rates = u_prime_chart(events, [100] * len(events))
        single = individuals_chart(events, screen_outliers=False)
        assert rates.groups[0].has_limits == single.groups[0].has_limits
        if rates.groups[0].has_limits:
            spread = single.groups[0].spread
            mean = single.groups[0].mean
            assert spread is not None
            assert mean is not None
            assert rates.points[0].upper == pytest.approx(mean + 3 / 1.128 * spread)
            assert rates.points[0].lower == pytest.approx(max(mean - 3 / 1.128 * spread, 0))

    @given(counts)
    def test_no_limit_is_negative_or_missing_in_part(self, events: list[int]) -> None:
        for point in u_prime_chart(events, range(1, len(events) + 1)).points:
            assert (point.lower is None) == (point.upper is None)
            assert point.lower is None or point.lower >= 0

    def test_seven_weeks_above_are_a_concern_where_less_is_better(self) -> None:
        events = [4, 6] * 6 + [6] * 7
        chart = u_prime_chart(
            events, [100] * 19, baseline=12, improvement_direction=Direction.DECREASE
        )
        assert chart.points[-1].signal is Signal.SHIFT_ABOVE
        assert chart.variation is Variation.CONCERN_HIGH
        assert "at least seven weeks in a row above the mean" in signal_sentence(
            chart, measure="Escalations per 100 contacts"
        )

    def test_a_busy_week_has_narrower_limits(self) -> None:
        chart = u_prime_chart([5, 7, 50], [100, 100, 1000])
        quiet, busy = chart.points[1], chart.points[2]
        assert quiet.upper is not None
        assert busy.upper is not None
        assert busy.upper < quiet.upper


class TestEdges:
    def test_a_week_without_contacts_is_passed_over_and_said(self) -> None:
        chart = u_prime_chart([5, 0, 6, 4], [100, 0, 100, 100])
        plain = u_prime_chart([5, 6, 4], [100, 100, 100])
        assert (chart.points[1].value, chart.points[1].mean) == (None, None)
        assert [chart.points[place].upper for place in (0, 2, 3)] == [
            point.upper for point in plain.points
        ]
        assert "1 period without contacts: no rate, passed over." in chart.notes

    def test_patterns_go_on_across_a_week_without_contacts(self) -> None:
        events = [4, 6] * 6 + [6, 6, 6, 0, 6, 6, 6, 6]
        contacts = [100] * 15 + [0] + [100] * 4
        chart = u_prime_chart(events, contacts, baseline=12)
        assert chart.points[14].signal is Signal.SHIFT_ABOVE
        assert chart.points[-1].signal is Signal.SHIFT_ABOVE

    @pytest.mark.parametrize(("events", "contacts"), [(7, 100), (1, 3), (3, 41)])
    def test_equal_rates_lie_on_their_mean(self, events: int, contacts: int) -> None:
        chart = u_prime_chart([events, 2 * events] * 8, [contacts, 2 * contacts] * 8)
        assert {point.signal for point in chart.points} == {Signal.COMMON_CAUSE}

    def test_no_contacts_at_all(self) -> None:
        for chart in (u_prime_chart([], []), u_prime_chart([0, 0], [0, 0])):
            assert chart.variation is None
            assert "nothing is measured yet" in signal_sentence(chart, measure="Rate")

    def test_no_events_at_all_has_no_limits_yet(self) -> None:
        chart = u_prime_chart([0] * 14, [100] * 14)
        assert {(point.mean, point.lower) for point in chart.points} == {(0, None)}
        assert not chart.groups[0].has_limits

    def test_few_events_ask_for_a_longer_period(self) -> None:
        chart = u_prime_chart([1, 2, 3] * 5, [100] * 15)
        assert any(note.startswith("2.0 events per period") for note in chart.notes)

    def test_events_without_contacts_are_refused(self) -> None:
        with pytest.raises(Refusal, match="Point 2 counts events without contacts"):
            u_prime_chart([1, 1], [100, 0])

    def test_unequal_lengths_are_refused(self) -> None:
        with pytest.raises(Refusal, match="1 counts came with 2"):
            u_prime_chart([1], [100, 100])

    def test_negative_numbers_are_refused(self) -> None:
        with pytest.raises(Refusal, match="from 0 up"):
            u_prime_chart([-1], [100])

    def test_a_short_baseline_is_refused(self) -> None:
        with pytest.raises(Refusal, match="11 are too few"):
            u_prime_chart([1] * 20, [100] * 20, baseline=11)


class TestRebase:
    BEFORE: ClassVar = [4, 6] * 7
    AFTER: ClassVar = [14, 16] * 7

    def test_starts_a_group_and_nothing_spans_it(self) -> None:
        both = u_prime_chart(self.BEFORE + self.AFTER, [100] * 28, rebase_at=[14])
        parts = [u_prime_chart(part, [100] * 14) for part in (self.BEFORE, self.AFTER)]
        assert [group.first for group in both.groups] == [0, 14]
        for chart, points in zip(parts, (both.points[:14], both.points[14:]), strict=True):
            for alone, point in zip(chart.points, points, strict=True):
                assert replace(point, group=0) == alone

    def test_takes_the_signal_away_that_it_explains(self) -> None:
        plain = u_prime_chart(self.BEFORE + self.AFTER, [100] * 28, baseline=14)
        assert plain.points[-1].signal.sign == 1
        rebased = u_prime_chart(self.BEFORE + self.AFTER, [100] * 28, rebase_at=[14])
        assert {point.signal for point in rebased.points} == {Signal.COMMON_CAUSE}

    def test_passes_weeks_without_contacts_over(self) -> None:
        contacts = [100] * 13 + [0, 0] + [100] * 13
        events = [n and e for n, e in zip(contacts, self.BEFORE + self.AFTER, strict=True)]
        chart = u_prime_chart(events, contacts, rebase_at=[14])
        assert [group.points for group in chart.groups] == [13, 13]
        assert chart.points[14].value is None

    def test_leaves_an_empty_group_without_limits(self) -> None:
        chart = u_prime_chart([4, 6, 5, 0, 0], [100, 100, 100, 0, 0], rebase_at=[3])
        assert chart.groups[1].mean is None
        assert not chart.groups[1].has_limits

    @pytest.mark.parametrize("place", [-1, 28])
    def test_refuses_a_point_that_is_not_there(self, place: int) -> None:
        with pytest.raises(Refusal, match="no point"):
            u_prime_chart(self.BEFORE + self.AFTER, [100] * 28, rebase_at=[place])


class TestDatedSentence:
    TODAY: ClassVar = date(2026, 11, 18)

    def _said(self, events: list[int], *, today: date = TODAY, **options: Any) -> str:
        chart = u_prime_chart(events, [100] * len(events), **options)
        last = date(2026, 11, 9)
        dates = [last - timedelta(weeks=back) for back in range(len(events) - 1, -1, -1)]
        return dated_sentence(chart, dates, measure="Rate", today=today)

    @pytest.mark.parametrize(
        ("events", "words"),
        [
            ([4, 6] * 6 + [4] + [6] * 7,
             "Last 7 weeks all above the average: something changed around 28 Sep."),
            ([4, 6] * 7 + [4] * 8,
             "Last 8 weeks all below the average: something changed around 21 Sep."),
            ([2, 12] * 7 + [3, 4, 5, 6, 7, 8, 9],
             "Rising 7 weeks in a row: something has been changing since 28 Sep."),
            ([12, 2] * 7 + [9, 8, 7, 6, 5, 4, 3],
             "Falling 7 weeks in a row: something has been changing since 28 Sep."),
            ([4, 6] * 7 + [30],
             "The week of 9 Nov lies above the usual range: look at what was new."),
            ([48, 52] * 7 + [0, 0],
             "Last 2 weeks all below the usual range: something changed around 2 Nov."),
        ],
    )  # fmt: skip
    def test_names_count_and_date(self, events: list[int], words: str) -> None:
        assert self._said(events, baseline=12) == words

    def test_names_two_of_three(self) -> None:
        said = self._said([4, 6] * 7 + [9, 9], baseline=12)
        assert said.startswith("Last 3 weeks above the average, two of three near the upper limit")

    def test_names_the_year_when_it_is_not_this_one(self) -> None:
        said = self._said([4, 6] * 6 + [4] + [6] * 7, today=date(2027, 1, 4), baseline=12)
        assert said.endswith("something changed around 28 Sep 2026.")

    def test_counts_from_the_last_rebase_only(self) -> None:
        events = [4, 6] * 6 + [9] * 3 + [2, 8, 2, 8, 2] + [8, 9] * 4
        said = self._said(events, rebase_at=[15])
        assert said == "Last 8 weeks all above the average: something changed around 21 Sep."

    def test_has_no_date_without_a_signal(self) -> None:
        assert self._said([4, 6] * 7) == ("Rate: no signal, the usual variation in the last week.")
        assert self._said([]) == "Rate: nothing is measured yet."
