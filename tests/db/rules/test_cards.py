"""The order of a card's parts, by branch."""

from __future__ import annotations

import pytest

from db.rules.cards import LABELS, ORDER, branch, filled_parts, spoken
from db.rules.words import Branch, Fault


def _before(of: Branch, first: str, then: str) -> bool:
    return ORDER[of].index(first) < ORDER[of].index(then)


class TestBranch:
    @pytest.mark.parametrize(
        ("fault", "is_powerless", "expected"),
        [
            (Fault.OURS, False, Branch.OUR_ERROR),
            (Fault.NOBODY, False, Branch.OUR_ERROR),
            (Fault.MISUNDERSTANDING, False, Branch.MISUNDERSTANDING),
            (Fault.CUSTOMER, False, Branch.CUSTOMER_ERROR),
            (Fault.OURS, True, Branch.POWERLESS),
            (Fault.MISUNDERSTANDING, True, Branch.POWERLESS),
            (Fault.CUSTOMER, True, Branch.POWERLESS),
            (Fault.NOBODY, True, Branch.POWERLESS),
        ],
    )
    def test_follows_the_fault_unless_we_are_powerless(
        self, fault: Fault, *, is_powerless: bool, expected: Branch
    ) -> None:
        assert branch(fault, is_powerless=is_powerless) is expected


class TestOrder:
    def test_gives_the_solution_first_when_the_error_is_ours(self) -> None:
        assert ORDER[Branch.OUR_ERROR][0] == "what_we_do_now"
        assert _before(Branch.OUR_ERROR, "what_we_do_now", "cause")

    def test_gives_inability_and_cause_first_when_we_are_powerless(self) -> None:
        assert ORDER[Branch.POWERLESS][:2] == ("cause", "no_words")
        assert _before(Branch.POWERLESS, "no_words", "what_we_do_now")
        assert _before(Branch.POWERLESS, "no_words", "what_we_can_still_do")

    def test_begins_with_empathy_and_our_part_after_a_misunderstanding(self) -> None:
        assert ORDER[Branch.MISUNDERSTANDING][:2] == ("empathy", "ours")

    def test_helps_before_it_names_causes_when_the_error_is_the_customers(self) -> None:
        assert _before(Branch.CUSTOMER_ERROR, "what_we_can_still_do", "cause")
        assert _before(Branch.CUSTOMER_ERROR, "what_we_can_still_do", "not_ours")

    @pytest.mark.parametrize("of", Branch)
    def test_has_every_part_once_in_every_branch(self, of: Branch) -> None:
        assert sorted(ORDER[of]) == sorted(LABELS)

    @pytest.mark.parametrize("of", Branch)
    def test_gives_the_no_whole(self, of: Branch) -> None:
        at = ORDER[of].index("no_words")
        assert ORDER[of][at : at + 3] == ("no_words", "partial_solution", "referral")


class TestFilledParts:
    def test_say_the_cause_unasked_only_when_we_are_powerless(self) -> None:
        labels = [filled_parts({"cause": "Fog."}, of)[0][1] for of in Branch]
        assert [label == "The cause" for label in labels] == [
            of is Branch.POWERLESS for of in Branch
        ]

    def test_leaves_out_what_is_blank_or_unknown(self) -> None:
        parts = {"cause": "A pump failed.", "empathy": "  ", "rumour": "Perhaps."}
        assert filled_parts(parts, Branch.OUR_ERROR) == [
            ("cause", "The cause, if asked", "A pump failed.")
        ]

    def test_come_in_the_order_of_the_branch(self) -> None:
        parts = {"what_we_do_now": "We rebook.", "cause": "Fog."}
        names = [[name for name, _, _ in filled_parts(parts, of)] for of in ORDER]
        assert names == [
            ["what_we_do_now", "cause"],
            ["what_we_do_now", "cause"],
            ["what_we_do_now", "cause"],
            ["cause", "what_we_do_now"],
        ]


class TestTheOpeningWords:
    WORDS = "I give you a {remedy}, {amount} in all."

    def test_name_the_remedy_and_what_it_is_worth(self) -> None:
        said = spoken(self.WORDS, remedy="Refund", worth="SGD 80")
        assert said == "I give you a refund, SGD 80 in all."

    def test_can_be_read_out_before_an_amount_is_chosen(self) -> None:
        said = spoken(self.WORDS, remedy="Refund", worth="")
        assert said == "I give you a refund, the amount we agree on in all."
