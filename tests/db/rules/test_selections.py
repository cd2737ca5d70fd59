"""What is chosen: read from an address, written into it, said as chips, and found in time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.refusals import Refusal
from db.rules.selections import (
    Part,
    Selection,
    address_of,
    chips_of,
    hour_in_words,
    selection_of,
    spans_of,
)
from db.rules.spans import Span
from db.rules.words import EscalationClass

MONDAY = date(2026, 10, 19)
LONDON = ZoneInfo("Europe/London")
MONDAYS = st.integers(0, 400).map(lambda week: date.fromordinal(MONDAY.toordinal() + 7 * week))
SELECTIONS = st.builds(
    Selection,
    weeks=st.none() | st.tuples(MONDAYS, MONDAYS).map(lambda ends: (min(ends), max(ends))),
    hour=st.none() | st.tuples(st.integers(0, 6), st.integers(0, 23)),
    escalation_class=st.none() | st.sampled_from(EscalationClass),
)


def _at(day: int, hour: int) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=UTC)


class TestSelection:
    @given(SELECTIONS)
    def test_survives_the_address(self, selection: Selection) -> None:
        assert selection_of(address_of(selection)) == selection

    @given(SELECTIONS)
    def test_is_empty_once_each_part_is_taken_away(self, selection: Selection) -> None:
        for part in Part:
            selection = selection.without(part)
        assert selection.is_empty

    @pytest.mark.parametrize(
        "words",
        [
            {"week": "2026-10-20"},
            {"week": "2026-10-26..2026-10-19"},
            {"week": ".."},
            {"week": "19 October"},
            {"hour": "mon-24"},
            {"hour": "mon--1"},
            {"hour": "9"},
            {"hour": "mon-²"},
            {"hour": "mon-" + "9" * 5000},
            {"class": "rude"},
        ],
    )
    def test_refuses_what_cannot_be_chosen(self, words: dict[str, str]) -> None:
        with pytest.raises(Refusal, match="cannot be chosen"):
            selection_of(words)

    def test_refuses_weeks_that_are_not_shown(self) -> None:
        with pytest.raises(Refusal, match="The week of 19 Oct 2026 lies outside"):
            Selection(weeks=(MONDAY, MONDAY)).mondays_of([date(2026, 10, 26)])

    def test_is_said_with_the_year_when_that_is_not_this_one(self) -> None:
        chosen = Selection((MONDAY, MONDAY), (0, 9), EscalationClass.ABOVE)
        assert list(chips_of(chosen, today=date(2026, 12, 1)).values()) == [
            "Week of 19 Oct", "Mon 09-10", "Above the limit",
        ]  # fmt: skip
        assert chips_of(chosen, today=date(2027, 1, 1))[Part.WEEKS] == "Week of 19 Oct 2026"

    def test_names_the_last_hour_of_a_day(self) -> None:
        assert hour_in_words((6, 23)) == "Sun 23-24"


class TestSpans:
    def test_of_a_week_run_from_midnight_to_midnight_of_the_office(self) -> None:
        found = spans_of(Selection(), [MONDAY], LONDON, days=None)
        # Clocks go back on Sunday the 25th: the week has one hour more.
        assert found == [Span(_at(18, 23), _at(26, 0))]

    def test_of_an_hour_are_two_hours_long_when_clocks_go_back(self) -> None:
        found = spans_of(Selection(hour=(6, 1)), [MONDAY], LONDON, days=None)
        assert found == [Span(_at(25, 0), _at(25, 2))]

    def test_of_an_hour_are_none_when_clocks_skip_it(self) -> None:
        found = spans_of(Selection(hour=(6, 1)), [date(2026, 3, 23)], LONDON, days=None)
        assert found == []

    def test_hold_only_the_days_that_are_left(self) -> None:
        days = [MONDAY, date(2026, 10, 20), date(2026, 10, 22)]
        assert spans_of(Selection(), [MONDAY], LONDON, days=days) == [
            Span(_at(18, 23), _at(20, 23)), Span(_at(21, 23), _at(22, 23)),
        ]  # fmt: skip
        assert spans_of(Selection(hour=(2, 9)), [MONDAY], LONDON, days=days) == []
