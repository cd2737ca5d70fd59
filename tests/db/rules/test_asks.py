"""Yesterday's asks in words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from db.rules.asks import CLASSES, QUESTIONS, Ask, AskGroup, counted, facts, heading, waited
from db.rules.words import EscalationClass, LimitKind

ASK = Ask(
    escalation_class=EscalationClass.ABOVE, words="", amount=Decimal(15_000), currency="KES",
    limit_kind=LimitKind.UP_TO, limit_amount=Decimal(10_000), waited=Decimal(11), has_left=False,
)  # fmt: skip


def _told(*asks: Ask) -> str:
    return facts(AskGroup(1, "Missed connection", asks)).replace("\u00a0", " ")


class TestHeading:
    @pytest.mark.parametrize(
        ("many", "start"),
        [
            (1, "One customer was sent on about “Missed connection”."),
            (4, "Four customers were sent on about “Missed connection”."),
            (13, "13 customers were sent on about “Missed connection”."),
        ],
    )
    def test_counts_the_customers(self, many: int, start: str) -> None:
        said = heading(AskGroup(1, "Missed connection", (ASK,) * many))
        assert said == f"{start} What may the desk give?"

    def test_asks_about_the_commonest_class(self) -> None:
        safety = replace(ASK, escalation_class=EscalationClass.SAFETY)
        assert heading(AskGroup(1, "P", (ASK, ASK, safety))).endswith("What may the desk give?")
        assert heading(AskGroup(1, "P", (ASK, safety))).endswith("what helps next time?")

    def test_of_what_nobody_foresaw_asks_for_words(self) -> None:
        said = heading(AskGroup(None, "", (ASK, ASK)))
        assert said == "Two customers brought something new. What do we say?"

    def test_knows_every_class(self) -> None:
        assert set(QUESTIONS) == set(CLASSES) == set(EscalationClass)


class TestFacts:
    def test_tell_amounts_against_the_limit(self) -> None:
        more = replace(ASK, amount=Decimal(22_000))
        assert _told(ASK, more).startswith(
            "Each asked for KES 15,000 to 22,000; the desk holds KES 10,000."
        )

    @pytest.mark.parametrize(
        ("kind", "said"),
        [
            (None, "no rule says what the desk holds"),
            (LimitKind.NONE, "the desk holds nothing for it"),
            (LimitKind.UNLIMITED, "their limits differed"),
        ],
    )
    def test_never_take_a_missing_rule_for_a_limit(self, kind: LimitKind | None, said: str) -> None:
        assert said in _told(replace(ASK, limit_kind=kind, limit_amount=None))

    def test_never_mix_currencies(self) -> None:
        dollars = replace(ASK, amount=Decimal(90), currency="SGD", limit_amount=Decimal(50))
        said = _told(ASK, dollars)
        assert "KES 15,000 and SGD 90; their limits differed." in said

    def test_count_pieces_as_pieces(self) -> None:
        one = replace(ASK, amount=Decimal(1), currency="pcs", limit_amount=Decimal(1))
        assert "1 to 3 pieces; the desk holds 1 piece." in _told(
            one, replace(one, amount=Decimal(3))
        )

    def test_say_nothing_of_amounts_that_nobody_asked(self) -> None:
        assert _told(replace(ASK, amount=None)) == "Above the limit. Acknowledged after 11 minutes."

    def test_quote_at_most_three_customers(self) -> None:
        asks = tuple(replace(ASK, words=f"words {number}", amount=None) for number in range(5))
        said = facts(AskGroup(None, "", asks))
        assert said.startswith(
            "In the customers' words: “words 0”, “words 1”, “words 2” and 2 more."
        )

    def test_count_the_classes_and_who_left(self) -> None:
        insisted = replace(ASK, escalation_class=EscalationClass.CUSTOMER_INSISTED, has_left=True)
        said = _told(ASK, ASK, insisted)
        assert "2 above the limit, 1 because the customer insisted." in said
        assert said.endswith("one customer left.")


class TestWaited:
    @pytest.mark.parametrize(
        ("waits", "of", "said"),
        [
            ([4, 11, 12, 30], 4, "half waited 12 minutes or longer"),
            ([4, 11, 12], 3, "half waited 11 minutes or longer"),
            ([4, 11, 12], 4, "3 of 4 acknowledged"),
            ([], 2, "0 of 2 acknowledged"),
            ([], 0, "0 of 0 acknowledged"),
            ([1], 1, "acknowledged after 1 minute"),
            (["3.44"], 1, "acknowledged after 3.4 minutes"),
            (["10.5"], 1, "acknowledged after 11 minutes"),
            (["0"], 1, "acknowledged after 0 minutes"),
        ],
    )
    def test_names_the_half_only_when_nobody_is_left_out(
        self, waits: list[int | str], of: int, said: str
    ) -> None:
        assert waited([Decimal(each) for each in waits], of=of) == said


class TestCounted:
    def test_uses_words_up_to_twelve(self) -> None:
        assert [counted(number, "ask") for number in (0, 1, 12, 13, 1200)] == [
            "no asks", "one ask", "twelve asks", "13 asks", "1,200 asks",
        ]  # fmt: skip
