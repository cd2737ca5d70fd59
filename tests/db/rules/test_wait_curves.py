"""The curve of waits that a chart draws."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from db.rules.tallies import MOST_STEPS
from db.rules.wait_curves import wait_curve
from db.rules.waits import Ending, share_reached_within, summarise

WAITS = st.lists(
    st.tuples(st.integers(0, 500), st.sampled_from(list(Ending)), st.integers(0, 12)),
    min_size=1,
    max_size=60,
)


class TestWaitCurve:
    def test_is_nothing_for_nobody(self) -> None:
        assert wait_curve([], [], []) == ()

    def test_begins_with_everybody_waiting(self) -> None:
        first = wait_curve([60, 120], [1, 1], [1, 2])[0]
        assert (first.seconds, first.waiting) == (0, 1.0)

    def test_keeps_whoever_left_in_the_share(self) -> None:
        last = wait_curve([60, 60, 60, 60], [1, 1, 1, 2], [1] * 4)[-1]
        assert (last.seconds, last.waiting) == (60, 0.25)

    def test_stays_level_while_nobody_is_reached(self) -> None:
        steps = wait_curve([60, 90], [0, 2], [1, 1])
        assert [step.waiting for step in steps] == [1.0, 1.0]

    def test_has_no_band_below_eight_weeks(self) -> None:
        steps = wait_curve(range(70), [1] * 70, [number % 7 for number in range(70)])
        assert {step.low for step in steps} == {None}

    def test_lies_within_its_band_from_eight_weeks_on(self) -> None:
        steps = wait_curve(range(1, 801), [1] * 800, [number % 8 for number in range(800)])
        assert len(steps) == MOST_STEPS
        assert all((s.low or 0) - 0.02 <= s.waiting <= (s.high or 0) + 0.02 for s in steps)

    @given(WAITS)
    def test_agrees_with_the_figures_beside_it(self, waits: list[tuple[int, Ending, int]]) -> None:
        seconds, codes, weeks = map(list, zip(*waits, strict=True))
        steps = wait_curve(seconds, codes, weeks, resamples=2)
        for step in steps:
            share = share_reached_within(seconds, codes, step.seconds)
            assert share is None or abs(1 - share - step.waiting) < 1e-9
        median = summarise(seconds, codes, weeks, resamples=2).median
        crossed = [step.seconds for step in steps if step.waiting <= 0.5 + 1e-12]
        if crossed:
            assert median == crossed[0]
