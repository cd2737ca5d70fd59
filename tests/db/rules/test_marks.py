"""Marks in the address: written and read back, and refused where nothing else would be right."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from db.rules.bases import Basis
from db.rules.marks import Mark, address_of_mark, days_of_quarter, mark_of, quarter_of
from db.rules.refusals import Refusal
from db.rules.selections import Part
from db.rules.words import PassOnReason, Stage, WaitClock

MARKS = (
    Mark(),
    Mark(Basis.RATE),
    Mark(Basis.CASES, problem=12),
    Mark(Basis.LONGER, Stage.RESOLVED, WaitClock.OPEN, 300),
    Mark(Basis.REACHED, Stage.ACKNOWLEDGED, WaitClock.WALL),
    Mark(Basis.NO_HOURS, Stage.ACKNOWLEDGED, WaitClock.OPEN),
    Mark(Basis.BACKWARDS),
    Mark(Basis.PASSED_ON, reason=PassOnReason.IN_A_MEETING),
    Mark(Basis.REMOVED, limit=Decimal("2500.5"), quarter="2026 Q3"),
    Mark(Basis.REMOVED, limit=Decimal("1E+4"), kind=(12, 5)),
    Mark(Basis.REMOVED, limit=Decimal(80), kind=(0, 0)),
)


class TestMarks:
    @pytest.mark.parametrize("mark", MARKS)
    def test_are_read_as_they_were_written(self, mark: Mark) -> None:
        assert mark_of(address_of_mark(mark)) == mark

    def test_are_every_ask_where_the_address_names_none(self) -> None:
        assert mark_of({}) == mark_of({"of": "", "week": "2026-11-09"}) == Mark(Basis.ASKS)

    @pytest.mark.parametrize(
        "words",
        [
            {"of": "rude"},
            {"of": "cases"},
            {"of": "cases", "problem": "bag"},
            {"of": "cases", "problem": str(2**40)},
            {"of": "longer", "until": "resolved"},
            {"of": "longer", "until": "guessed", "after": "60"},
            {"of": "reached", "after": "60"},
            {"of": "reached", "until": "resolved", "after": "-1"},
            {"of": "no-hours", "until": "resolved", "on": "wall"},
            {"of": "removed"},
            {"of": "removed", "limit": "much"},
            {"of": "removed", "limit": "NaN"},
            {"of": "removed", "limit": "0.00001"},
            {"of": "removed", "limit": "1e30"},
            {"of": "over", "limit": "80"},
            {"of": "passed-on", "because": "lazy"},
        ],
    )
    def test_are_refused_where_they_cannot_be_meant(self, words: dict[str, str]) -> None:
        with pytest.raises(Refusal, match="nobody counts"):
            mark_of(words)

    def test_know_what_narrows_them(self) -> None:
        assert Mark(Basis.WALKED).parts == tuple(Part)
        assert Mark(Basis.GIFTS).parts == Mark(Basis.LATE).parts == (Part.WEEKS,)
        assert Mark(Basis.OVER).parts == ()
        assert [Mark(each).noun for each in (Basis.GIFTS, Basis.KEPT, Basis.OVER)] == [
            "gifts", "promises", "asks",
        ]  # fmt: skip


class TestQuarters:
    @pytest.mark.parametrize("quarter", [f"2026 Q{number}" for number in range(1, 5)])
    def test_begin_and_end_on_their_own_days(self, quarter: str) -> None:
        first, after = days_of_quarter(quarter)
        last = after - timedelta(days=1)
        assert quarter_of(first) == quarter_of(last) == quarter
        assert quarter_of(after) != quarter != quarter_of(first - timedelta(days=1))

    @pytest.mark.parametrize("words", ["2026", "2026 Q5", "26 Q1", "0000 Q1", "20²6 Q1"])
    def test_are_refused_where_there_are_none(self, words: str) -> None:
        with pytest.raises(Refusal):
            days_of_quarter(words)

    def test_run_over_the_year(self) -> None:
        assert days_of_quarter("2026 Q4") == (date(2026, 10, 1), date(2027, 1, 1))
