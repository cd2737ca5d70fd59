"""P33: small numbers at many offices are too many together, and belong to the place above them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from db.rules.recurrence import (
    OfficeShare,
    Tripwire,
    WeekCases,
    evidence_line,
    read_evidence,
    read_shares,
)
from db.rules.recurrence_across import (
    lately,
    recurs_across,
    shares_in_words,
    summed,
    wider,
)

MONDAY = date(2026, 1, 5)
WIRE = Tripwire(threshold=8, weeks=4, fewest=4)


def _weeks(counts: Sequence[int], *, contacts: int = 0, first: date = MONDAY) -> list[WeekCases]:
    return [
        WeekCases(first + timedelta(weeks=number), cases, contacts)
        for number, cases in enumerate(counts)
    ]


def _lately(cases: int) -> list[WeekCases]:
    """Six weeks, of which the last holds all cases."""
    return _weeks((0, 0, 0, 0, 0, cases))


class TestWider:
    @pytest.mark.parametrize(
        ("offices", "threshold", "fewest"),
        [(1, 8, 4), (2, 13, 6), (3, 18, 8), (10, 45, 19), (200, 651, 242)],
    )
    def test_grows_with_offices_as_chance_does(
        self, offices: int, threshold: int, fewest: int
    ) -> None:
        """P33: too many for the volume of a place, which is neither 8 nor 8 for each office."""
        found = wider(WIRE, offices)
        assert (found.threshold, found.fewest) == (threshold, fewest)

    @pytest.mark.parametrize("threshold", [1, 5, 8, 12, 100])
    def test_leaves_one_office_what_it_has(self, threshold: int) -> None:
        wire = Tripwire(threshold=threshold, fewest=min(4, threshold))
        assert wider(wire, 1) == wire


class TestSummed:
    def test_adds_the_weeks_of_offices_that_began_later(self) -> None:
        later = _weeks((5, 5), first=MONDAY + timedelta(weeks=1))
        assert [week.cases for week in summed([_weeks((1, 1, 1)), later])] == [1, 6, 6]
        assert summed([]) == ()

    def test_compares_with_contacts_only_where_all_with_cases_have_them(self) -> None:
        counted, silent = _weeks((2, 2), contacts=50), _weeks((0, 3))
        assert [week.contacts for week in summed([counted, silent])] == [50, 0]


class TestRecursAcross:
    @pytest.mark.parametrize(("each", "expected"), [((6, 6), False), ((7, 6), True)])
    def test_from_what_is_too_many_for_two_offices(
        self, each: tuple[int, int], *, expected: bool
    ) -> None:
        found = recurs_across([[_lately(cases)] for cases in each], WIRE)
        assert found.is_so is expected

    def test_though_no_office_alone_shows_it(self) -> None:
        """P33: six offices with five each: no office is at eight, together they are too many."""
        found = recurs_across([[_lately(5)] for _ in range(6)], WIRE)
        assert found.is_so
        assert found.sentence == "30 cases in the last 4 weeks; 30 or more are too many."

    def test_not_of_one_place_below(self) -> None:
        found = recurs_across([[_lately(14), _lately(9)], [_lately(0)]], WIRE)
        assert not found.is_so
        assert found.sentence.endswith("They come from one place below, and belong there.")

    @pytest.mark.parametrize(("other", "expected"), [(7, False), (8, True)])
    def test_not_where_one_alone_shows_it_and_the_rest_do_not(
        self, other: int, *, expected: bool
    ) -> None:
        found = recurs_across([[_lately(40)], [_lately(other)]], WIRE)
        assert found.is_so is expected
        assert expected or found.sentence.endswith("the others do not without it.")

    def test_by_the_chart_of_the_sum(self) -> None:
        rising = [*(1, 0) * 11, 0, 0, 0, 4]
        found = recurs_across([[_weeks(rising)], [_weeks(rising)]], WIRE)
        assert found.is_so
        assert "the last week lies above the usual range" in found.sentence

    def test_counts_no_office_without_any_record(self) -> None:
        """An office that records nothing makes nothing more usual."""
        found = recurs_across([[_lately(7)], [_lately(6)], [[]]], WIRE)
        assert found.is_so

    def test_not_of_nothing(self) -> None:
        assert not recurs_across([], WIRE).is_so


class TestShares:
    SHARES = tuple(OfficeShare(key, name, 9 - key) for key, name in enumerate("ABCDEFG", start=1))

    def test_name_the_largest_and_count_the_rest(self) -> None:
        said = shares_in_words(self.SHARES)
        assert said == "A 8, B 7, C 6, D 5, E 4 and 2 more offices 5"
        assert shares_in_words(self.SHARES[:2]) == "A 8, B 7"
        assert shares_in_words(self.SHARES[:6]).endswith("and 1 more office 3")

    def test_are_kept_with_the_weeks(self) -> None:
        weeks = _weeks((1, 0, 7), contacts=40)
        line = evidence_line(weeks, self.SHARES)
        assert (read_evidence(line), read_shares(line)) == (tuple(weeks), self.SHARES)
        assert read_shares(evidence_line(weeks)) == ()

    def test_count_the_weeks_that_the_tripwire_counts(self) -> None:
        assert lately(_weeks((9, 1, 1, 1, 1)), WIRE) == 4
