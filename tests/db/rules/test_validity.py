"""Whether readiness does any good, or cannot be told."""

from __future__ import annotations

import pytest

from db.rules.validity import validity_of


class TestValidityOf:
    def test_cannot_tell_from_nothing(self) -> None:
        found = validity_of([])
        assert found.difference is None
        assert found.sentence.startswith("Too few cases to tell")

    @pytest.mark.parametrize(("ready_cases", "told"), [(9, False), (10, True)])
    def test_wants_ten_cases_on_either_side(self, *, ready_cases: int, told: bool) -> None:
        found = validity_of([(1.0, 0, ready_cases), (0.0, 50, 50)])
        assert (found.difference is not None) is told

    def test_says_that_ready_problems_need_a_manager_less_often(self) -> None:
        found = validity_of([(0.5, 5, 100), (0.49, 60, 100)])
        assert found.sentence == (
            "Ready problems need a manager less often, by 43 to 64 of 100 cases "
            "(100 against 100 cases)."
        )

    def test_says_so_when_it_is_the_other_way_round(self) -> None:
        found = validity_of([(1.0, 60, 100), (0.0, 5, 100)])
        assert "need a manager more often" in found.sentence

    def test_says_so_when_the_two_cannot_be_told_apart(self) -> None:
        found = validity_of([(1.0, 5, 20), (0.0, 6, 20)])
        assert "cannot be told apart yet" in found.sentence

    def test_is_newcombes_method_10(self) -> None:
        # 56 of 70 against 48 of 80: Newcombe 1998, Table II, contrast (a).
        difference = validity_of([(0.0, 56, 70), (1.0, 48, 80)]).difference
        assert difference is not None
        assert (round(difference.lower, 4), round(difference.upper, 4)) == (0.0524, 0.3339)
