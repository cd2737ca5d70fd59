"""A higher limit counted on the past, against a count by hand and at the edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.backtests import backtest, best_of, round_limits, trade_offs
from db.rules.limit_grids import Grid, GridRow
from db.rules.next_limits import next_limits
from db.rules.over_limits import bunching
from db.rules.raised_limits import raised
from db.rules.refusals import Refusal
from tests.db.rules.over_limit_cases import OverLimit
from tests.db.rules.over_limit_cases import past as past_of

# Claims at one US airport, January 2007: what was asked, and what was granted.
CLAIMS = """
184.45 0 | 216.20 108.10 | 157.31 57.19 | 61.70 0 | 300 271.20 | 500 0 | 249.99 66.06 | 310 155
84.99 84.99 | 10 10 | 18000 0 | 680 0 | 954 477 | 59.24 59.24 | 604.84 0
"""
DAY = date(2007, 1, 3)


def case(asked: str, granted: str | None = None, *, limit: str = "100") -> OverLimit:
    given = None if granted is None else Decimal(granted)
    return OverLimit(DAY, Decimal(limit), Decimal(asked), given)


def claims() -> list[OverLimit]:
    return [case(*each.split()) for line in CLAIMS.split("\n") for each in line.split("|") if each]


class TestBacktest:
    def test_agrees_with_a_count_by_hand(self) -> None:
        found = backtest(past_of(claims()), Decimal(500))
        assert (found.cases, found.removed, found.within_after_all) == (11, 7, 1)
        assert (found.granted, found.at_most_more) == (Decimal("657.55"), Decimal("1260.40"))

    def test_takes_in_the_new_limit_and_leaves_out_the_old_one(self) -> None:
        past = past_of([case("100"), case("100.01"), case("500"), case("500.01")])
        assert backtest(past, Decimal(500)).removed == 2

    def test_never_adds_up_what_was_asked_without_bound(self) -> None:
        past = past_of([case("3000000000000", "40"), case("200")])
        found = backtest(past, Decimal(500))
        assert (found.at_most_more, found.within_after_all) == (Decimal(200), 1)
        assert max(round_limits(past)) <= 3_000

    def test_counts_what_was_granted_beyond_the_ask_as_no_debt(self) -> None:
        past = past_of([case("200", "900")])
        for limit, removed in (("150", 0), ("250", 1), ("500", 1), ("1000", 1)):
            found = backtest(past, Decimal(limit))
            assert (found.removed, found.within_after_all, found.at_most_more) == (
                removed,
                0,
                Decimal(0),
            )

    def test_saves_only_times_that_somebody_kept(self) -> None:
        timed = replace(case("200"), customer_seconds=600, manager_seconds=120, has_left=True)
        found = backtest(past_of([timed, case("300"), replace(timed, asked=Decimal(900))]),
                         Decimal(500))  # fmt: skip
        assert (found.customers.minutes, found.customers.known) == (10, 1)
        assert (found.managers.minutes, found.walk_aways) == (2, 1)

    def test_gives_no_interval_below_eight_weeks(self) -> None:
        def weeks(number: int) -> list[OverLimit]:
            return [replace(case("200"), asked_on=DAY + timedelta(weeks=n)) for n in range(number)]

        assert backtest(past_of(weeks(7)), Decimal(500)).removed_interval is None
        found = backtest(past_of(weeks(8)), Decimal(500))
        assert found.removed_interval is not None
        assert (found.removed_interval.lower, found.removed_interval.upper) == (8, 8)

    def test_shows_every_quarter_with_a_case(self) -> None:
        later = replace(case("900"), asked_on=date(2007, 4, 1))
        found = backtest(past_of([case("200"), later]), Decimal(500))
        assert found.quarters == (("2007 Q1", 1), ("2007 Q2", 0))

    def test_says_what_it_rests_on(self) -> None:
        sentence = backtest(past_of(claims()), Decimal(500)).sentence
        assert sentence.startswith("If staff and customers behave as before, a limit of 500 would")

    def test_begins_with_the_last_round_limit_that_removes_nothing(self) -> None:
        past = past_of([case("20", limit="0"), case("45", limit="0"), case("90", limit="0")])
        limits = round_limits(past)
        assert [str(each) for each in limits[:3]] == ["15", "20", "25"]
        assert [each.removed for each in trade_offs(past, limits)][:2] == [0, 1]

    def test_never_begins_at_a_limit_that_is_in_force(self) -> None:
        assert round_limits(past_of([case("101"), case("450")]))[0] == 150

    def test_looks_first_at_the_limit_that_halves_the_cases(self) -> None:
        past = past_of([case("180"), case("290"), case("300"), case("900")])
        best = best_of(trade_offs(past, round_limits(past)), past)
        assert best is not None
        assert (str(best.limit), best.removed) == ("300", 3)

    def test_gives_each_point_of_the_curve_the_interval_of_its_limit(self) -> None:
        past = past_of([replace(case("200"), asked_on=DAY + timedelta(weeks=n)) for n in range(9)]
                       + [case("450")])  # fmt: skip
        for point in trade_offs(past, [Decimal(250), Decimal(500)]):
            assert point.between == backtest(past, point.limit).removed_interval

    def test_knows_round_amounts_only(self) -> None:
        with pytest.raises(Refusal, match="450 is no round amount"):
            backtest(past_of(claims()), Decimal(450))

    def test_splits_a_week_in_which_a_quarter_begins(self) -> None:
        around = [replace(case("200"), asked_on=date(2026, 6, 30)),
                  *[replace(case("200"), asked_on=date(2026, 7, 1))] * 2]  # fmt: skip
        found = backtest(past_of(around), Decimal(500))
        assert found.quarters == (("2026 Q2", 1), ("2026 Q3", 2))

    @given(st.lists(st.integers(1, 999), max_size=9), st.lists(st.integers(1, 999), max_size=9))
    def test_forgets_what_was_taken_back(self, kept: list[int], taken_back: list[int]) -> None:
        left, gone = ([case(str(each), "50") for each in asked] for asked in (kept, taken_back))
        found, wanted = past_of(left, taken_back=gone), past_of(left)
        assert backtest(found, Decimal(400)) == backtest(wanted, Decimal(400))
        assert (found.kinds.keys(), bunching(found)) == (wanted.kinds.keys(), bunching(wanted))

    def test_of_nobody_is_nothing(self) -> None:
        past = past_of([])
        assert (backtest(past, Decimal(5)).cases, round_limits(past)) == (0, ())

    @given(st.lists(st.tuples(st.integers(1, 999), st.integers(0, 999)), max_size=30))
    def test_is_the_sum_over_the_rows(self, rows: list[tuple[int, int]]) -> None:
        past = past_of([case(str(asked), str(granted)) for asked, granted in rows])
        taken = [(asked, granted) for asked, granted in rows if 100 < asked <= 400]
        found = backtest(past, Decimal(400))
        assert found.removed == len(taken)
        assert found.granted == sum(granted for _, granted in taken)
        assert found.at_most_more == sum(max(0, asked - granted) for asked, granted in taken)
        assert trade_offs(past, [Decimal(400)])[0].removed == len(taken)


class TestNextLimits:
    def test_stand_in_order_of_what_they_remove(self) -> None:
        few = [replace(case("180"), kind=(7, 1))] * 5
        many = [replace(case("290"), kind=(8, 0))] * 9
        found = next_limits(past_of([*few, *many]).kinds)
        assert [(each.kind, int(each.best.limit)) for each in found] == [
            ((8, 0), 300),
            ((7, 1), 200),
        ]
        assert found[0].money_for_each == 290

    def test_leave_out_what_hardly_ever_comes(self) -> None:
        assert next_limits(past_of([case("180")] * 4).kinds) == ()

    def test_leave_out_what_no_limit_would_cover(self) -> None:
        assert next_limits(past_of([case("90000000000000")] * 9).kinds) == ()


class TestBunching:
    def test_counts_a_tenth_on_either_side(self) -> None:
        asked = ["90", "90.01", "100", "100.01", "110", "110.01"]
        near = bunching(past_of([case(each) for each in asked]))
        assert (near.just_below, near.just_above) == (2, 2)


class TestRaised:
    GRID = Grid(("agent", "manager"), (GridRow("Meal", "any problem", ("20", "80")),))

    def test_changes_one_cell(self) -> None:
        grid = raised(self.GRID, remedy="Meal", grade="agent", limit=Decimal("500.00"))
        assert grid.rows[0].cells == ("500", "80")

    def test_adds_a_row_that_is_not_there(self) -> None:
        grid = raised(self.GRID, remedy="Hotel", grade="manager", limit=Decimal("2.5"))
        assert grid.rows[1] == GridRow("Hotel", "any problem", ("", "2.5"))

    def test_refuses_a_grade_that_is_not_there(self) -> None:
        with pytest.raises(Refusal, match="no grade"):
            raised(self.GRID, remedy="Meal", grade="queen", limit=Decimal(1))
