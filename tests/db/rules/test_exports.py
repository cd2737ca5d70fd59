"""What leaves for a spreadsheet."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.exports import STARTERS, neutral


class TestNeutral:
    @pytest.mark.parametrize(
        "text",
        ["=1+1", "+SUM(A1)", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"],  # noqa: RUF001 - meant.
    )
    def test_puts_an_apostrophe_before_what_would_run(self, text: str) -> None:
        assert neutral(text) == f"'{text}"

    @pytest.mark.parametrize("text", ["-12", "-12.50", "+3", "-1,200.50", "-1e5", "-7%", "Bag", ""])
    def test_leaves_numbers_and_plain_text_alone(self, text: str) -> None:
        assert neutral(text) == text

    def test_leaves_what_is_no_text_alone(self) -> None:
        assert neutral(Decimal("-12.50")) == Decimal("-12.50")
        assert neutral(None) is None

    @given(st.text())
    def test_lets_no_formula_through(self, text: str) -> None:
        shown = str(neutral(text))
        assert shown.removeprefix("'") == text.removeprefix("'")
        runs = shown.startswith(tuple(set(STARTERS) - {"+", "-"}))
        assert not runs
        assert not shown.startswith(("+", "-")) or any(sign.isdigit() for sign in shown)
