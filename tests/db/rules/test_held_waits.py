"""Waits are held by the lengths that occur, and read back as they were added."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from db.rules.held_waits import CAME, MEASURES, WEEKS, cells_of, held
from db.rules.packed_counts import Counts, added, packed, unpacked
from db.rules.tallies import Ints
from db.rules.timelines import CODES

# Week, measure, seconds (a wait may last longer than a clock of four bytes counts), ending.
waits = st.tuples(
    st.integers(2_900, 2_911), st.integers(0, CAME), st.integers(0, 1 << 35),
    st.integers(0, CODES - 1),
)  # fmt: skip


def changed(before: bytes, cells: Ints, times: int) -> bytes:
    more = Counts(np.zeros(cells.size, np.int64), cells, np.full(cells.size, times))
    (now,) = packed(added(unpacked([before]), more), 1)
    return now


class TestHeldWaits:
    @given(changes=st.lists(st.tuples(waits, st.sampled_from([1, 1, 1, 2, -1])), max_size=30))
    def test_come_back_as_they_were_added(
        self, changes: list[tuple[tuple[int, int, int, int], int]]
    ) -> None:
        wanted: Counter[tuple[int, int, int, int]] = Counter()
        pieces: dict[int, bytes] = {}
        for (week, measure, seconds, code), times in changes:
            wanted[week, measure, seconds, code] += times
            columns = (np.array([each]) for each in (week, seconds, code))
            weeks, lengths, codes = columns
            cells = cells_of(weeks, measure, lengths, codes)
            before = pieces.get(week // WEEKS, b"")
            pieces[week // WEEKS] = changed(before, cells, times)
        for measure in range(CAME + 1):
            found = held(np.array([*pieces]), unpacked([*pieces.values()]), measure)
            rows = zip(found.weeks, found.seconds, found.codes, found.counts, strict=True)
            told = {tuple(map(int, row[:3])): int(row[3]) for row in rows}
            assert told == {
                (week, seconds, code): times
                for (week, of, seconds, code), times in wanted.items()
                if of == measure and times
            }

    def test_of_a_wait_that_is_taken_back_nothing_is_left(self) -> None:
        cells = cells_of(np.array([2_900]), 0, np.array([60]), np.array([1]))
        once = changed(b"", cells, 1)
        assert changed(once, cells, -1) == b""

    def test_each_measure_has_its_place(self) -> None:
        assert sorted(MEASURES.values()) == [*range(CAME)]
