"""Text that people wrote, made safe for the two languages a screen is written in."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

# What Markdown, and Streamlit's directives and formulae, read as an order.
_ORDERS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])")
_LINES = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that carry weight in a sentence: an amount, a name."""

    text: str


Words: TypeAlias = str | Strong


def plain(text: str) -> str:
    """Text for Markdown that shows exactly what was written, on one line."""
    return _ORDERS.sub(r"\\\1", _LINES.sub(" ", text))


def in_html(*words: Words) -> str:
    """Words for `st.html`: escaped, the strong ones in bold."""
    return "".join(
        f"<strong>{html.escape(word.text)}</strong>" if isinstance(word, Strong)
        else html.escape(word)
        for word in words
    )  # fmt: skip


def in_markdown(words: Iterable[Words]) -> str:
    """Words for Markdown: escaped, the strong ones in bold."""
    return "".join(
        f"**{plain(word.text)}**" if isinstance(word, Strong) else plain(word) for word in words
    )
