"""Rate charts with Laney's correction: by hand, against the individuals chart, and the edges."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.control_charts import (
    Direction,
    Signal,
    Variation,
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
