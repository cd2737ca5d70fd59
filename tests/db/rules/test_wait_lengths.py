"""Counts after a length: four that are everybody, exact at ties."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from db.rules.resampling import clustered
from db.rules.tallies import Ending
from db.rules.wait_lengths import ByThen, by_then

WAITS = ((60, Ending.REACHED), (60, Ending.LEFT), (61, Ending.REACHED), (30, Ending.OPEN),
         (60, Ending.OPEN), (90, Ending.OPEN))  # fmt: skip
waits = st.lists(st.tuples(st.integers(0, 99), st.sampled_from(list(Ending))), max_size=30)


def _after(rows: list[tuple[int, Ending]], *within: int) -> tuple[ByThen, ...]:
    return by_then(
        clustered([t for t, _ in rows], [int(e) for _, e in rows], [1] * len(rows)), within
    )


class TestByThen:
    def test_counts_the_second_itself_as_within(self) -> None:
        at, before, after = _after(list(WAITS), 60, 59, 61)
        assert at == ByThen(60, reached=1, left=1, longer=2, open=2)
        assert before == ByThen(59, reached=0, left=0, longer=5, open=1)
        assert after == ByThen(61, reached=2, left=1, longer=1, open=2)

    def test_counts_nothing_where_nobody_asked(self) -> None:
        assert _after([], 5) == (ByThen(5, 0, 0, 0, 0),)

    @given(rows=waits.filter(bool), seconds=st.integers(0, 120))
    def test_makes_four_counts_that_are_everybody(
        self, rows: list[tuple[int, Ending]], seconds: int
    ) -> None:
        [found] = _after(rows, seconds)
        assert found.reached + found.left + found.longer + found.open == len(rows)
        assert found.longer == sum(each > seconds for each, _ in rows)
