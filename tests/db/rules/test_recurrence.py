"""Whether a flaw comes back, and whether its weeks show that a fix helped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from db.rules.recurrence import (
    Tripwire,
    WeekCases,
    around,
    dropped,
    evidence_line,
    is_by_contacts,
    read_evidence,
    recurrence_chart,
    recurs,
)

MONDAY = date(2026, 1, 5)
WIRE = Tripwire(threshold=8, weeks=4, fewest=4)


def _weeks(counts: Sequence[int], *, contacts: int = 0, first: date = MONDAY) -> list[WeekCases]:
    return [
        WeekCases(first + timedelta(weeks=number), cases, contacts)
        for number, cases in enumerate(counts)
    ]


QUIET = (1, 0) * 11


class TestRecurs:
    @pytest.mark.parametrize(("recent", "expected"), [((2, 2, 2, 2), True), ((2, 2, 2, 1), False)])
    def test_from_the_threshold_on(self, recent: tuple[int, ...], *, expected: bool) -> None:
        found = recurs(_weeks((2, 3, *recent)), WIRE)
        assert found.is_so is expected
        assert found.sentence.startswith(f"{sum(recent)} cases in the last 4 weeks")

    def test_when_the_chart_rises_below_the_threshold(self) -> None:
        found = recurs(_weeks((*QUIET, 0, 0, 0, 6)), WIRE)
        assert found.is_so
        assert found.sentence.endswith("the last week lies above the usual range.")

    def test_not_on_so_few_that_chance_looks_like_it(self) -> None:
        found = recurs(_weeks((*(0, 0) * 11, 0, 0, 0, 3)), WIRE)
        assert not found.is_so
        assert "too few to tell from chance" in found.sentence
        assert recurs(_weeks((0, 0, 0, 1)), WIRE).sentence.startswith("1 case in the last")

    def test_not_where_nothing_says_what_is_usual(self) -> None:
        assert "too few weeks are on record" in recurs(_weeks((0, 1, 0, 6)), WIRE).sentence
        assert not recurs([], WIRE).is_so

    def test_not_within_the_usual_range(self) -> None:
        assert "within the usual range" in recurs(_weeks((1, 2) * 13), WIRE).sentence


class TestRecurrenceChart:
    def test_compares_with_contacts_where_all_weeks_have_them(self) -> None:
        weeks = _weeks((2, 4) * 10, contacts=100)
        assert is_by_contacts(weeks)
        assert recurrence_chart(weeks).points[0].value == 2.0
        assert recurrence_chart(_weeks((2, 4) * 10, contacts=200)).points[0].value == 1.0

    def test_counts_where_one_week_with_cases_has_none(self) -> None:
        weeks = [*_weeks((2, 4) * 10, contacts=100), WeekCases(date(2026, 6, 1), 3, 0)]
        assert not is_by_contacts(weeks)
        assert recurrence_chart(weeks).points[-1].value == 3.0


class TestDropped:
    BEFORE = _weeks((3, 5) * 7)

    def _after(self, *counts: int) -> list[WeekCases]:
        return _weeks(counts, first=MONDAY + timedelta(weeks=15))

    @pytest.mark.parametrize(("quiet", "expected"), [(6, False), (7, True)])
    def test_with_the_seventh_week_below_the_mean(self, quiet: int, *, expected: bool) -> None:
        found = dropped(self.BEFORE, self._after(*(1,) * quiet))
        assert found.is_so is expected
        assert found.sentence.startswith(f"{quiet} whole weeks since the fix")

    def test_not_by_weeks_from_before_the_fix(self) -> None:
        found = dropped([*self.BEFORE, *self._after(1, 1, 1, 1)], self._after(1, 1, 1))
        assert not found.is_so

    def test_not_while_the_last_week_is_as_before(self) -> None:
        found = dropped(self.BEFORE, self._after(*(1,) * 7, 5))
        assert not found.is_so
        assert "The last week has 5.0 against a mean of 4.0 before" in found.sentence

    def test_not_before_a_whole_week_has_passed(self) -> None:
        assert "No whole week has passed" in dropped(self.BEFORE, []).sentence

    def test_not_on_fewer_than_twelve_weeks_before_it(self) -> None:
        found = dropped(self.BEFORE[:11], self._after(*(0,) * 8))
        assert "Only 11 whole weeks are on record before the fix" in found.sentence
        assert dropped(self.BEFORE[:12], self._after(*(0,) * 8)).is_so

    def test_not_where_the_weeks_before_do_not_vary(self) -> None:
        found = dropped(_weeks((0,) * 14), self._after(*(0,) * 8))
        assert not found.is_so
        assert "no usual range" in found.sentence

    def test_leaves_the_week_of_the_fix_to_neither_side(self) -> None:
        weeks = _weeks((1, 2, 3, 4, 5))
        before, after = around(MONDAY + timedelta(days=16), weeks)
        assert [week.cases for week in before] == [1, 2]
        assert [week.cases for week in after] == [4, 5]


class TestEvidence:
    def test_is_read_as_it_was_written(self) -> None:
        weeks = _weeks((1, 0, 7), contacts=40)
        assert read_evidence(evidence_line(weeks)) == tuple(weeks)
        assert read_evidence("") == ()
