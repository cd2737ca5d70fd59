"""The five gates of one problem at one office."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from db.rules.gates import CoveredHours, Fix, GateFacts, gate_values, what_is_missing
from db.rules.words import Gate

READY = GateFacts(
    cases=3,
    version=4,
    is_fresh=True,
    expired_on=date(2027, 6, 30),
    is_empowered=True,
    hours=CoveredHours(224.0, 224.0),
    staff=19,
    briefed=19,
    is_tried=True,
)


class TestGateValues:
    def test_are_all_one_where_all_is_ready(self) -> None:
        assert set(gate_values(READY).values()) == {1.0}

    def test_come_in_the_order_in_which_losses_are_charged(self) -> None:
        assert list(gate_values(READY)) == list(Gate)

    def test_are_all_zero_where_nothing_is_known(self) -> None:
        assert set(gate_values(GateFacts()).values()) == {0.0}

    def test_are_all_zero_for_what_is_on_no_list(self) -> None:
        assert set(gate_values(replace(READY, is_on_the_list=False)).values()) == {0.0}

    def test_are_shares_of_hours_and_of_people(self) -> None:
        values = gate_values(replace(READY, hours=CoveredHours(200.0, 150.0), briefed=12))
        assert values[Gate.MANAGER_ON_COVER] == 0.75
        assert values[Gate.STAFF_BRIEFED] == 12 / 19

    def test_do_not_count_a_version_past_its_date(self) -> None:
        assert gate_values(replace(READY, is_fresh=False))[Gate.RESPONSE_AGREED] == 0


class TestWhatIsMissing:
    @pytest.mark.parametrize(
        ("gate", "facts", "sentence", "fix"),
        [
            (Gate.RESPONSE_AGREED, GateFacts(), "No agreed response yet", Fix.WRITE_RESPONSE),
            (
                Gate.RESPONSE_AGREED,
                GateFacts(is_in_the_making=True),
                "A response is written, and not agreed yet",
                Fix.AGREE_RESPONSE,
            ),
            (
                Gate.RESPONSE_AGREED,
                replace(READY, is_fresh=False, expired_on=date(2026, 9, 12)),
                "Version 4 expired on 12 Sep",
                Fix.VERIFY_RESPONSE,
            ),
            (
                Gate.RESPONSE_AGREED,
                replace(READY, is_fresh=False, expired_on=None),
                "Version 4 was never verified",
                Fix.VERIFY_RESPONSE,
            ),
            (Gate.LIMIT_SET, READY, "Answered, no limit set", Fix.SET_LIMIT),
            (
                Gate.MANAGER_ON_COVER,
                replace(READY, hours=CoveredHours(224.0, 190.0)),
                "No manager on duty for 34 of 224 hours in 14 days",
                Fix.SET_STAND_IN,
            ),
            (Gate.MANAGER_ON_COVER, GateFacts(), "Opening hours are not recorded", Fix.SET_HOURS),
            (
                Gate.MANAGER_ON_COVER,
                replace(READY, hours=CoveredHours(224.0, 0.0)),
                "No manager is on duty in the coming 14 days",
                Fix.SET_STAND_IN,
            ),
            (
                Gate.STAFF_BRIEFED,
                replace(READY, briefed=12),
                "7 of 19 not briefed on version 4",
                Fix.BRIEF_STAFF,
            ),
            (Gate.STAFF_BRIEFED, replace(READY, staff=0), "Nobody works here", Fix.ADD_STAFF),
            (Gate.TRIED, READY, "Neither rehearsed nor tried for 180 days", Fix.REHEARSE),
            (
                Gate.RESPONSE_AGREED,
                GateFacts(cases=41, is_on_the_list=False),
                "41 customers brought what is not on the list",
                Fix.NAME_PROBLEMS,
            ),
        ],
    )
    def test_is_one_sentence_with_what_puts_it_right(
        self, gate: Gate, facts: GateFacts, sentence: str, fix: Fix
    ) -> None:
        assert what_is_missing(gate, facts) == (sentence, fix)
