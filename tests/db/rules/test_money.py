"""Amounts as people type them, and as the screens show them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.money import LARGEST, PIECES, Money, check_amount, read_amount, show_money
from db.rules.refusals import Refusal

NO_NUMBER = "is not an amount"
NOT_ABOVE_ZERO = "above zero"


class TestReadAmount:
    @pytest.mark.parametrize(
        ("text", "amount"),
        [
            ("180", "180"),
            ("  180.50 ", "180.5"),
            ("180,50", "180.5"),
            ("180,5", "180.5"),
            ("1,200", "1200"),
            ("1,200.50", "1200.5"),
            ("1.200,50", "1200.5"),
            ("1.200.000", "1200000"),
            ("1,200,000", "1200000"),
            ("12,00,000", "1200000"),
            ("1.200.000,50", "1200000.5"),
            ("1 200.50", "1200.5"),
            ("1\u00a0200,50", "1200.5"),
            ("1'200.50", "1200.5"),
            ("SGD 180", "180"),
            ("sgd180", "180"),
            ("180 SGD", "180"),
            ("SGD\u00a01,200", "1200"),
            (".5", "0.5"),
            ("180.", "180"),
            ("+180", "180"),
        ],
    )
    def test_takes_what_people_type(self, text: str, amount: str) -> None:
        assert read_amount(text, "SGD") == Decimal(amount)

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("", NO_NUMBER),
            ("a lot", NO_NUMBER),
            ("NaN", NO_NUMBER),
            ("Infinity", NO_NUMBER),
            ("1e30", NO_NUMBER),
            ("1_000", NO_NUMBER),
            ("1,2,3", NO_NUMBER),
            ("1,200,50", NO_NUMBER),
            ("1.2.3", NO_NUMBER),
            ("EUR 180", NO_NUMBER),
            ("180; DROP TABLE grants", NO_NUMBER),
            ("=180+1", NO_NUMBER),
            ("0", NOT_ABOVE_ZERO),
            ("0.00", NOT_ABOVE_ZERO),
            ("-5", NOT_ABOVE_ZERO),
            ("1000000000001", "above one trillion"),
            ("9" * 5000, "above one trillion"),
            ("1.2345", "SGD has 2 decimals"),
            ("0.125", "SGD has 2 decimals"),
            ("1.200", "can be read in two ways. Write it as 1200 or 1.20"),
        ],
    )
    def test_refuses_what_cannot_be_meant(self, text: str, why: str) -> None:
        with pytest.raises(Refusal, match=why):
            read_amount(text, "SGD")

    def test_takes_three_decimals_where_the_currency_has_them(self) -> None:
        assert read_amount("1.255", "KWD") == Decimal("1.255")

    def test_reads_a_dot_as_thousands_where_there_are_no_decimals(self) -> None:
        assert read_amount("10.000", "IDR") == Decimal(10_000)

    def test_refuses_decimals_where_the_currency_has_none(self) -> None:
        with pytest.raises(Refusal, match="IDR has 0 decimals"):
            read_amount("10.5", "IDR")

    @pytest.mark.parametrize("text", ["2", "2 pcs", "PCS 2"])
    def test_counts_pieces(self, text: str) -> None:
        assert read_amount(text, PIECES) == 2

    def test_counts_pieces_whole(self) -> None:
        with pytest.raises(Refusal, match="Pieces are counted whole"):
            read_amount("1.5", PIECES)

    @given(st.text(max_size=30), st.sampled_from(["SGD", "IDR", "KWD", PIECES]))
    def test_gives_an_amount_or_one_sentence_for_any_text(self, text: str, currency: str) -> None:
        said, amount = "", Decimal(1)
        try:
            amount = read_amount(text, currency)
        except Refusal as refusal:
            said = str(refusal)
        assert said.endswith(".") if said else 0 < amount <= LARGEST

    @given(st.decimals(min_value="0.01", max_value=LARGEST, places=2))
    def test_reads_back_what_the_screens_show(self, amount: Decimal) -> None:
        assert read_amount(show_money(amount, "SGD"), "SGD") == amount


class TestCheckAmount:
    def test_takes_the_largest_itself(self) -> None:
        assert check_amount(LARGEST, "SGD") == LARGEST

    @pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "-Infinity"])
    def test_refuses_what_is_no_number(self, amount: str) -> None:
        with pytest.raises(Refusal, match="must be a number"):
            check_amount(Decimal(amount), "SGD")

    def test_refuses_a_cent_above_the_largest(self) -> None:
        with pytest.raises(Refusal, match="trillion"):
            check_amount(LARGEST + Decimal("0.01"), "SGD")

    def test_refuses_what_only_powers_of_ten_can_write(self) -> None:
        with pytest.raises(Refusal, match="trillion"):
            check_amount(Decimal("1e30"), "SGD")


class TestShowMoney:
    @pytest.mark.parametrize(
        ("amount", "currency", "shown"),
        [
            ("180", "SGD", "SGD 180"),
            ("180.00", "SGD", "SGD 180"),
            ("12.5", "GBP", "GBP 12.50"),
            ("10000", "KES", "KES 10,000"),
            ("1.255", "KWD", "KWD 1.255"),
            ("1", PIECES, "1 piece"),
            ("100", PIECES, "100 pieces"),
        ],
    )
    def test_has_decimals_only_where_there_are_any(
        self, amount: str, currency: str, shown: str
    ) -> None:
        assert show_money(Decimal(amount), currency).replace("\u00a0", " ") == shown
        assert str(Money(Decimal(amount), currency)) == show_money(Decimal(amount), currency)
