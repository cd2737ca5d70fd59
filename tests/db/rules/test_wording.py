"""P26, P39, P58: words for others push nobody away, blame nobody, and name nobody."""

from __future__ import annotations

import pytest

from db.rules.refusals import Refusal
from db.rules.wording import MOST_WORDS, check_words_to_share


class TestCheckWordsToShare:
    @pytest.mark.parametrize(
        "text",
        [
            "I stay with you until we have found it.",
            "You have a seat on the 14:30, and lunch on us until then.",
            "We pay up to KES 10,000 today; room 1204 is yours.",
            "May I take this off your hands?",
            "It is our policyholder service that helps us most.",
            "We forgot you; that is our fault, and we put it right.",
            "word " * MOST_WORDS,
        ],
    )
    def test_lets_through_what_helps(self, text: str) -> None:
        check_words_to_share(text)

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("That is not my department.", "not my department"),
            ("Sorry, the computer says no.", "the computer says"),
            ("Our policy is clear on that.", "our policy"),
            ("There is  NOTHING I can do.", "nothing i can do"),
        ],
    )
    def test_refuses_what_pushes_away(self, text: str, said: str) -> None:
        """P39: one company in the customer's eyes."""
        with pytest.raises(Refusal, match=f"“{said}” pushes the customer away"):
            check_words_to_share(text)

    @pytest.mark.parametrize(
        "text", ["You should have asked.", "That was your mistake", "Please calm down, we help.",
                 "Why didn\u2019t you call?"],
    )  # fmt: skip
    def test_refuses_blame(self, text: str) -> None:
        """P58: a customer's error is never theirs to blame."""
        with pytest.raises(Refusal, match="blames the customer"):
            check_words_to_share(text)

    @pytest.mark.parametrize(
        "text",
        [
            "We write to a.n@example.org at once.",
            "We ring +254 700 123 456 tonight.",
            "Your bag KQ 412345 comes today.",
            "File T2-4402 is with me.",
            "Booking X7K2QD is safe.",
            "Mr Otieno, we are on our way.",
        ],
    )
    def test_refuses_what_belongs_to_one_customer(self, text: str) -> None:
        """P26: nothing of the customer is in it."""
        with pytest.raises(Refusal, match="belongs to one customer"):
            check_words_to_share(text)

    def test_refuses_more_than_one_can_say_at_once(self) -> None:
        with pytest.raises(Refusal, match="That is 31 words"):
            check_words_to_share("word " * (MOST_WORDS + 1))
