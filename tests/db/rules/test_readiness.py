"""Covered demand: the worked example, losses that add up, the ladder, and the zero cases."""

from __future__ import annotations

import math

import pytest
from hypothesis import example as example_case
from hypothesis import given
from hypothesis import strategies as st

from db.rules.readiness import (
    CoveredDemand,
    WeightedScores,
    covered_demand,
    demand_weightings_agree,
    lost_points,
    rung,
    weighted_scores,
)
from db.rules.refusals import Refusal
from db.rules.words import Gate, Rung

REFUND, BOOKING, OUTAGE = "Refund over limit", "Lost booking", "System outage"
ABUSE, WRONG, NEW = "Abusive customer", "Wrong item delivered", "(unanticipated)"

# The worked example of the definition: cases, the organisation's mix, and the five gates.
EXAMPLE = {
    REFUND: (18, 0.35, (1, 1, 0.9, 0.8, 1)),
    BOOKING: (9, 0.2, (1, 1, 1, 0.5, 0.5)),
    OUTAGE: (6, 0.15, (1, 1, 0.6, 0.7, 0.5)),
    ABUSE: (4, 0.1, (1, 0, 1, 1, 1)),
    WRONG: (2, 0.1, (0, 0, 1, 0, 0)),
    NEW: (5, 0.1, (0, 0, 0, 0, 0)),
}
EXPECTED_POINTS = {REFUND: 28.125, BOOKING: 5.078125, OUTAGE: 2.953125, ABUSE: 0, WRONG: 0, NEW: 0}
EXPECTED_LOSSES = {
    REFUND: (0, 0, 3.90625, 7.03125, 0),
    BOOKING: (0, 0, 0, 10.15625, 5.078125),
    OUTAGE: (0, 0, 5.625, 2.53125, 2.953125),
    ABUSE: (0, 9.375, 0, 0, 0),
    WRONG: (6.25, 0, 0, 0, 0),
    NEW: (10.9375, 0, 0, 0, 0),
}

problems = st.sampled_from("ABCDEF")
open_gates = st.dictionaries(st.sampled_from(list(Gate)), st.none() | st.floats(0, 1))


def example() -> CoveredDemand:
    return covered_demand(
        {problem: n for problem, (n, _, _) in EXAMPLE.items()},
        {problem: q for problem, (_, q, _) in EXAMPLE.items()},
        {
            problem: dict(zip(Gate, values, strict=True))
            for problem, (_, _, values) in EXAMPLE.items()
        },
    )


class TestWorkedExample:
    def test_gives_its_score(self) -> None:
        assert example().score == pytest.approx(36.15625, abs=1e-9)

    def test_points_and_losses_of_every_row(self) -> None:
        for row in example().rows:
            assert row.points == pytest.approx(EXPECTED_POINTS[row.problem], abs=1e-9)
            losses = [row.losses[gate] for gate in Gate]
            assert losses == pytest.approx(list(EXPECTED_LOSSES[row.problem]), abs=1e-9)

    def test_rows_stand_in_order_of_demand(self) -> None:
        assert [row.problem for row in example().rows] == [
            REFUND,
            BOOKING,
            OUTAGE,
            NEW,
            ABUSE,
            WRONG,
        ]

    def test_lost_points_start_with_the_largest(self) -> None:
        lost = lost_points(example())
        assert [(each.problem, each.gate) for each in lost[:3]] == [
            (NEW, Gate.RESPONSE_AGREED),
            (BOOKING, Gate.STAFF_BRIEFED),
            (ABUSE, Gate.LIMIT_SET),
        ]
        assert math.fsum(each.points for each in lost) == pytest.approx(63.84375, abs=1e-9)


class TestCoveredDemand:
    @given(
        st.dictionaries(problems, st.integers(0, 10**6)),
        st.dictionaries(problems, st.floats(0, 1e6)),
        st.dictionaries(problems, open_gates),
        st.floats(0, 1e4),
    )
    @example_case({}, {"A": 2.2e-311}, {}, 1.0)
    @example_case({}, {"A": 346.0, "B": 3119.0}, {}, 5e-324)
    def test_score_and_losses_are_a_hundred(
        self,
        counts: dict[str, int],
        mix: dict[str, float],
        gates: dict[str, dict[Gate, float | None]],
        k: float,
    ) -> None:
        demand = covered_demand(counts, mix, gates, k)
        if demand.score is None:
            assert demand.rows == ()
            return
        lost = math.fsum(loss for row in demand.rows for loss in row.losses.values())
        assert demand.score + lost == pytest.approx(100, abs=1e-9)
        assert math.fsum(row.share for row in demand.rows) == pytest.approx(1, abs=1e-9)

    @given(st.dictionaries(problems, open_gates))
    def test_opening_a_gate_never_costs_points(
        self, gates: dict[str, dict[Gate, float | None]]
    ) -> None:
        counts = dict.fromkeys("ABCDEF", 3)
        before = covered_demand(counts, {}, gates).score
        opened = {problem: {**values, Gate.TRIED: 1.0} for problem, values in gates.items()}
        after = covered_demand(counts, {}, opened).score
        assert before is not None
        assert after is not None
        assert after >= before - 1e-9

    def test_unknown_counts_as_shut_and_is_named(self) -> None:
        known = dict.fromkeys(Gate, 1.0)
        row = covered_demand({"A": 1}, {}, {"A": {**known, Gate.TRIED: None}}).rows[0]
        assert (row.ready, row.unknown) == (0, (Gate.TRIED,))
        absent = covered_demand({"A": 1}, {}, {}).rows[0]
        assert absent.unknown == tuple(Gate)
        assert absent.losses[Gate.RESPONSE_AGREED] == 100

    def test_no_case_here_borrows_the_mix_and_says_so(self) -> None:
        demand = covered_demand({}, {"A": 3, "B": 1}, {"A": dict.fromkeys(Gate, 1.0)})
        assert demand.score == pytest.approx(75)
        assert demand.note.startswith("No case here")

    def test_no_mix_leaves_the_office_its_own_demand(self) -> None:
        demand = covered_demand({"A": 3, "B": 1}, {}, {})
        assert [row.share for row in demand.rows] == [0.75, 0.25]
        assert demand.score == 0

    def test_nothing_anywhere_is_no_score_and_says_so(self) -> None:
        for demand in (covered_demand({}, {}, {}), covered_demand({"A": 0}, {"A": 0.0}, {})):
            assert demand.score is None
            assert demand.note.startswith("No demand is known")

    def test_borrowing_nothing_uses_the_own_counts(self) -> None:
        rows = covered_demand({"A": 1}, {"B": 1.0}, {}, k=0).rows
        assert {row.problem: row.share for row in rows} == {"A": 1, "B": 0}

    @pytest.mark.parametrize("value", [-0.1, 1.1, math.nan])
    def test_a_gate_outside_is_refused(self, value: float) -> None:
        with pytest.raises(Refusal, match="“tried” stands at"):
            covered_demand({"A": 1}, {}, {"A": {Gate.TRIED: value}})

    def test_negative_demand_is_refused(self) -> None:
        with pytest.raises(Refusal, match="demand for A"):
            covered_demand({"A": -1}, {}, {})
        with pytest.raises(Refusal, match="demand for B"):
            covered_demand({"A": 1}, {"B": math.nan}, {})
        with pytest.raises(Refusal, match="Borrow"):
            covered_demand({"A": 1}, {}, {}, k=-1)


class TestRung:
    @pytest.mark.parametrize("held", range(6))
    def test_each_step_is_a_rung(self, held: int) -> None:
        steps = [place < held for place in range(5)]
        got = rung(
            imagined=steps[0],
            answered=steps[1],
            empowered=steps[2],
            rehearsed=steps[3],
            last_case_needed_no_escalation=steps[4],
        )
        assert got is list(Rung)[held]

    def test_a_missing_rung_holds_the_ones_above(self) -> None:
        got = rung(
            imagined=True,
            answered=True,
            empowered=False,
            rehearsed=True,
            last_case_needed_no_escalation=True,
        )
        assert got is Rung.ANSWERED

    def test_no_real_case_proves_nothing(self) -> None:
        got = rung(
            imagined=True,
            answered=True,
            empowered=True,
            rehearsed=True,
            last_case_needed_no_escalation=None,
        )
        assert got is Rung.REHEARSED


class TestWeightings:
    def test_three_weightings_of_one_office(self) -> None:
        shut = {"B": dict.fromkeys(Gate, 0.0)}
        demand = covered_demand({"A": 3, "B": 1}, {}, {"A": dict.fromkeys(Gate, 1.0), **shut})
        got = weighted_scores(demand, {"A": 5, "B": 20})
        assert got == WeightedScores(by_demand=75, by_severity=20, equal=50)

    def test_a_problem_without_severity_weighs_as_the_others(self) -> None:
        demand = covered_demand({"A": 1, "B": 1}, {}, {"A": dict.fromkeys(Gate, 1.0)})
        assert weighted_scores(demand, {"A": 9}) == WeightedScores(50, 50, 50)
        assert weighted_scores(demand, {}) == WeightedScores(50, 50, 50)

    def test_no_demand_has_no_scores(self) -> None:
        assert weighted_scores(covered_demand({}, {}, {}), {}) is None

    def test_a_negative_severity_is_refused(self) -> None:
        with pytest.raises(Refusal, match="never negative"):
            weighted_scores(example(), {"A": -1})

    def test_offices_that_change_places_have_no_order(self) -> None:
        one, two = WeightedScores(60, 50, 40), WeightedScores(50, 40, 45)
        assert not demand_weightings_agree([one, two])
        assert demand_weightings_agree([one, WeightedScores(50, 40, 35)])

    def test_level_scores_contradict_nothing(self) -> None:
        assert demand_weightings_agree([WeightedScores(60, 50, 40), WeightedScores(60, 40, 30)])

    def test_one_office_or_none_agrees_with_itself(self) -> None:
        assert demand_weightings_agree([])
        assert demand_weightings_agree([WeightedScores(1, 2, 3)])
