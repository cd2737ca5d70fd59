"""What people wrote never becomes an order to the page."""

from __future__ import annotations

import pytest

from pages.components.escaping import Strong, in_html, in_markdown, plain


class TestPlain:
    @pytest.mark.parametrize(
        "text",
        ["[a](http://x)", "<b>x</b>", "$x$", ":red[x]", "# x", "1. x", "- x", "`x`", "~~x~~",
         "![x](y)", "&amp;", "a|b"],
    )  # fmt: skip
    def test_every_order_is_taken_back(self, text: str) -> None:
        escaped = plain(text)
        assert escaped != text
        assert escaped.replace("\\", "") == text

    def test_lines_become_one(self) -> None:
        assert plain("one\n\n  two") == "one two"

    def test_ordinary_words_and_amounts_stay(self) -> None:
        assert plain("IDR\u00a04,200,000 für Ann") == "IDR\u00a04,200,000 für Ann"


class TestWords:
    def test_strong_words_are_bold_in_both_languages(self) -> None:
        assert in_html("a<", Strong("b>")) == "a&lt;<strong>b&gt;</strong>"
        assert in_markdown(["a*", Strong("b_")]) == r"a\***b\_**"
