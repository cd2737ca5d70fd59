"""Control charts against the reference, the run rules one by one, and the edges."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from db.rules.control_charts import (
    Assurance,
    ControlChart,
    Direction,
    Reading,
    Signal,
    Variation,
    individuals_chart,
    signal_sentence,
)
from db.rules.refusals import Refusal
from tests.db.rules.control_chart_cases import CASES, ChartCase

# Twelve points with mean 10 and moving ranges of 2: limits 10 +/- 5.32, near limits at 3.5467.
STEADY = [9, 11] * 6
NONE, RISING, FALLING = Signal.COMMON_CAUSE, Signal.RISING, Signal.FALLING

series = st.lists(st.integers(-20, 20), min_size=1, max_size=40)


def charted(case: ChartCase) -> ControlChart:
    return individuals_chart(
        case.row,
        fix_after=case.fix_after,
        rebase_at=case.rebase_at,
        screen_outliers=case.screened,
        improvement_direction=case.better,
        target=case.target,
        missing_splits=None in case.row,
    )


def labels(values: list[float], *, counts_outside: bool = False) -> list[Signal]:
    """The labels of points that follow twelve steady ones, on which the limits rest."""
    chart = individuals_chart(
        [*STEADY, *values], fix_after=12, two_in_three_counts_outside=counts_outside
    )
    return [point.signal for point in chart.points[12:]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
class TestReferenceCharts:
    def test_labels_agree(self, case: ChartCase) -> None:
        assert [point.signal for point in charted(case).points] == case.signals

    def test_lines_agree(self, case: ChartCase) -> None:
        chart = charted(case)
        for point in chart.points:
            assert point.mean == pytest.approx(case.means[point.group], abs=1e-9)
            if case.name == "constant":
                # The reference draws limits of no width; here there are none yet.
                assert (point.lower, point.upper) == (None, None)
            else:
                assert point.lower == pytest.approx(case.lowers[point.group], abs=1e-9)
                assert point.upper == pytest.approx(case.uppers[point.group], abs=1e-9)

    def test_assurance_agrees(self, case: ChartCase) -> None:
        assert charted(case).assurance == case.assurance

    def test_readings_follow_the_better_direction(self, case: ChartCase) -> None:
        upwards = {Signal.ABOVE_LIMIT, Signal.SHIFT_ABOVE}
        for point in charted(case).points:
            good = (point.signal in upwards) == (case.better is Direction.INCREASE)
            marked = Reading.IMPROVEMENT if good else Reading.CONCERN
            assert point.reading is (Reading.COMMON_CAUSE if point.signal is NONE else marked)


class TestTrend:
    def test_seven_points_upwards_are_flagged_backwards_too(self) -> None:
        # The step from the last steady point, 11, down to 7 is no part of it.
        assert labels([7, 8, 9, 10, 11, 12, 13]) == [RISING] * 7

    def test_six_points_are_no_trend(self) -> None:
        assert labels([8, 8.5, 9.5, 10.5, 11.5, 12]) == [NONE] * 6

    def test_a_tie_breaks_it(self) -> None:
        assert labels([7, 8, 9, 10, 10, 11, 12, 13]) == [NONE] * 8

    def test_a_peak_takes_the_direction_of_the_step_out_of_it(self) -> None:
        up, down = [7, 8, 9, 10, 11, 12], [13, 12, 11, 10, 9, 8, 7]
        assert labels([*up, *down]) == [RISING] * 6 + [FALLING] * 7

    def test_at_a_level_step_between_two_trends_the_first_ends_falling(self) -> None:
        # As the reference has it: the step out of the last point of the first trend is no rise.
        rise = [7, 8, 9, 10, 11, 12, 13]
        assert labels([*rise, *reversed(rise)]) == [RISING] * 6 + [FALLING] * 8
        fall = [13, 12, 11, 10, 9, 8, 7]
        assert labels([*fall, *reversed(fall)])[6:8] == [FALLING, RISING]

    def test_a_valley_takes_the_direction_of_the_step_out_of_it(self) -> None:
        down, up = [13, 12, 11, 10, 9, 8], [7, 8, 9, 10, 11, 12, 13]
        assert labels([*down, *up]) == [FALLING] * 6 + [RISING] * 7

    def test_nothing_spans_a_rebase(self) -> None:
        rising = [7, 8, 9, 10, 11, 12, 13]
        chart = individuals_chart(rising * 2, rebase_at=[4], screen_outliers=False)
        assert [point.signal for point in chart.points[:7]] == [NONE] * 7
        assert [point.signal for point in chart.points[7:]] == [RISING] * 7


class TestTwoInThree:
    def test_only_the_points_near_the_limit_are_flagged(self) -> None:
        near = Signal.TWO_IN_THREE_ABOVE
        assert labels([14, 11, 14]) == [near, NONE, near]
        assert labels([6, 9, 6])[::2] == [Signal.TWO_IN_THREE_BELOW] * 2

    def test_the_third_must_lie_on_the_same_side(self) -> None:
        assert labels([14, 9, 14, 9]) == [NONE] * 4

    def test_a_point_on_the_mean_is_on_no_side(self) -> None:
        assert labels([14, 10, 14]) == [NONE] * 3

    def test_a_point_outside_counts_only_when_asked(self) -> None:
        outside = Signal.ABOVE_LIMIT
        assert labels([16, 14, 9]) == [outside, NONE, NONE]
        assert labels([16, 14, 9], counts_outside=True) == [
            outside,
            Signal.TWO_IN_THREE_ABOVE,
            NONE,
        ]

    def test_two_steady_points_before_belong_to_the_pattern(self) -> None:
        # The last steady point, 11, lies above the mean as well.
        assert labels([14, 14, 9]) == [Signal.TWO_IN_THREE_ABOVE] * 2 + [NONE]


class TestOutsideAndShift:
    def test_a_point_on_the_limit_is_inside(self) -> None:
        limit = individuals_chart(STEADY).points[0].upper
        assert limit == pytest.approx(15.32)
        assert limit is not None
        assert labels([limit, 9]) == [NONE, NONE]
        assert labels([math.nextafter(limit, 99), 9]) == [Signal.ABOVE_LIMIT, NONE]

    def test_a_point_on_the_mean_breaks_a_shift(self) -> None:
        assert labels([9, *[11] * 3, 10, *[11] * 3, 9]) == [NONE] * 9
        assert labels([9, *[11] * 7, 9])[1:8] == [Signal.SHIFT_ABOVE] * 7

    def test_outside_goes_before_trend_and_trend_before_shift(self) -> None:
        got = labels([9, 10.5, 11.5, 12, 12.5, 13, 13.2, 16])
        assert got == [RISING] * 7 + [Signal.ABOVE_LIMIT]

    def test_two_in_three_goes_before_shift(self) -> None:
        got = labels([9, 11, 11, 14, 14, 11, 11, 11, 9])
        assert got[3:5] == [Signal.TWO_IN_THREE_ABOVE] * 2
        assert got[1:3] + got[5:8] == [Signal.SHIFT_ABOVE] * 5


class TestProperties:
    @given(series)
    def test_turned_upside_down_every_label_turns(self, values: list[int]) -> None:
        upright = individuals_chart(values)
        turned = individuals_chart([-value for value in values])
        for one, other in zip(upright.points, turned.points, strict=True):
            assert one.signal.sign == -other.signal.sign

    @given(series, st.integers(1, 8), st.integers(-64, 64))
    def test_another_unit_changes_no_label(
        self, values: list[int], doublings: int, moved: int
    ) -> None:
        # Only a mean that the machine holds exactly stays exactly where it was.
        assume(math.fsum(values) % len(values) == 0)
        other = individuals_chart([value * 2**doublings + moved for value in values])
        assume(other.groups[0].spread is None or other.groups[0].spread % 1 == 0)
        one = individuals_chart(values)
        assert [point.signal for point in one.points] == [point.signal for point in other.points]

    @given(series, series)
    def test_groups_are_charts_of_their_own(self, one: list[int], other: list[int]) -> None:
        together = individuals_chart([*one, *other], rebase_at=[len(one)])
        apart = [*individuals_chart(one).points, *individuals_chart(other).points]
        assert [(p.mean, p.lower, p.signal) for p in together.points] == [
            (p.mean, p.lower, p.signal) for p in apart
        ]

    @given(series)
    def test_limits_are_never_missing_numbers_nor_of_no_width(self, values: list[int]) -> None:
        for point in individuals_chart(values).points:
            assert (point.lower is None) == (point.upper is None)
            if point.lower is not None and point.upper is not None:
                assert point.lower < point.upper
                assert math.isfinite(point.upper - point.lower)


class TestEdges:
    def test_nothing_at_all(self) -> None:
        chart = individuals_chart([])
        assert (chart.points, chart.variation, chart.assurance) == ((), None, None)
        assert signal_sentence(chart, measure="Waits") == "Waits: nothing is measured yet."

    def test_one_point_has_no_limits_yet(self) -> None:
        chart = individuals_chart([5], target=4, improvement_direction=Direction.INCREASE)
        assert chart.points[0].lower is None
        assert (chart.variation, chart.assurance) == (Variation.COMMON_CAUSE, None)
        assert "only one point" in signal_sentence(chart, measure="Waits")

    def test_no_variation_has_no_limits_yet_and_says_so(self) -> None:
        chart = individuals_chart([4] * 20)
        assert {(point.lower, point.upper, point.mean) for point in chart.points} == {
            (None, None, 4)
        }
        assert chart.notes == (
            "No limits yet: the points do not vary enough to tell a signal from chance.",
        )

    def test_without_limits_a_shift_is_still_seen(self) -> None:
        chart = individuals_chart([4] * 12 + [5] * 7, fix_after=12)
        assert chart.points[-1].signal is Signal.SHIFT_ABOVE
        assert not chart.groups[0].has_limits

    @pytest.mark.parametrize("value", [0.1, 6.1, 7.3, 1 / 3, 1e12 + 0.1])
    def test_points_that_never_vary_lie_on_their_mean(self, value: float) -> None:
        for length in range(1, 40):
            assert {p.signal for p in individuals_chart([value] * length).points} == {NONE}

    def test_screening_that_leaves_no_variation_gives_no_limits_yet(self) -> None:
        chart = individuals_chart([6.0, *[6.2] * 15])
        assert chart.points[0].upper is None
        assert individuals_chart([6.0, *[6.2] * 15], screen_outliers=False).groups[0].has_limits

    def test_fewer_than_thirteen_points_say_so(self) -> None:
        assert "12 points only" in individuals_chart(STEADY).notes[0]
        assert individuals_chart([*STEADY, 10]).notes == ()

    def test_few_events_ask_for_a_longer_period(self) -> None:
        chart = individuals_chart([1, 0, 2] * 5, values_are_counts=True)
        assert any("lengthen the period" in note for note in chart.notes)
        assert individuals_chart([4, 3, 5] * 5, values_are_counts=True).notes == ()

    @pytest.mark.parametrize("hole", [None, math.nan])
    def test_a_missing_value_is_refused(self, hole: float | None) -> None:
        with pytest.raises(Refusal, match="Point 2 is missing"):
            individuals_chart([1, hole, 2])

    def test_a_gap_splits_patterns_when_asked(self) -> None:
        chart = individuals_chart([*STEADY, *[11] * 4, None, *[11] * 4], missing_splits=True)
        assert {point.signal for point in chart.points} == {NONE}
        assert chart.points[16].value is None
        assert chart.notes == ("1 period missing: no pattern spans the gap.",)

    def test_all_missing_is_nothing_measured(self) -> None:
        chart = individuals_chart([None, None], missing_splits=True)
        assert chart.variation is None
        assert chart.groups[0].mean is None

    def test_an_infinite_value_is_refused(self) -> None:
        with pytest.raises(Refusal, match="Point 3 is infinite"):
            individuals_chart([1, 2, math.inf])

    def test_fewer_than_twelve_fixed_points_are_refused(self) -> None:
        with pytest.raises(Refusal, match="11 are too few"):
            individuals_chart(STEADY, fix_after=11)

    def test_a_rebase_outside_is_refused(self) -> None:
        with pytest.raises(Refusal, match="no point 13 to rebase at; there are 12"):
            individuals_chart(STEADY, rebase_at=[12])


class TestIcons:
    def test_a_target_on_the_limit_is_inconsistent(self) -> None:
        limit = individuals_chart(STEADY).points[0].upper
        assert limit is not None
        for target, expected in (
            (limit, Assurance.INCONSISTENT),
            (math.nextafter(limit, 99), Assurance.CONSISTENT_FAIL),
            (0.0, Assurance.CONSISTENT_PASS),
        ):
            chart = individuals_chart(
                STEADY, target=target, improvement_direction=Direction.INCREASE
            )
            assert chart.assurance is expected

    def test_less_is_better_turns_it(self) -> None:
        chart = individuals_chart(STEADY, target=99, improvement_direction=Direction.DECREASE)
        assert chart.assurance is Assurance.CONSISTENT_PASS

    def test_neither_better_has_no_assurance(self) -> None:
        assert individuals_chart(STEADY, target=99).assurance is None

    @pytest.mark.parametrize(
        ("better", "last", "expected"),
        [
            (Direction.INCREASE, 20, Variation.IMPROVEMENT_HIGH),
            (Direction.INCREASE, 1, Variation.CONCERN_LOW),
            (Direction.DECREASE, 20, Variation.CONCERN_HIGH),
            (Direction.DECREASE, 1, Variation.IMPROVEMENT_LOW),
            (Direction.NEUTRAL, 20, Variation.NEUTRAL_HIGH),
            (Direction.NEUTRAL, 1, Variation.NEUTRAL_LOW),
            (Direction.INCREASE, 10, Variation.COMMON_CAUSE),
        ],
    )
    def test_variation_is_that_of_the_last_point(
        self, better: Direction, last: float, expected: Variation
    ) -> None:
        chart = individuals_chart([*STEADY, last], fix_after=12, improvement_direction=better)
        assert chart.variation is expected


class TestSentence:
    def test_says_what_the_last_point_is_part_of(self) -> None:
        chart = individuals_chart(
            [*STEADY, *[11] * 7], fix_after=12, improvement_direction=Direction.DECREASE
        )
        assert signal_sentence(chart, measure="Escalations per 100 contacts") == (
            "Escalations per 100 contacts: at least seven weeks in a row above the mean. "
            "That is a concern."
        )

    def test_says_when_there_is_no_signal(self) -> None:
        assert signal_sentence(individuals_chart(STEADY), measure="Waits", period="day") == (
            "Waits: no signal, the usual variation in the last day."
        )
