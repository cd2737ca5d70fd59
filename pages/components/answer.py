"""The answer of the counter card, and the words to say."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Literal

import streamlit as st

from pages.brand import SHAPES, brand_address
from pages.components.escaping import Words, in_html

Answer = Literal["green", "amber", "red"]
# Background and ink are the same in both tones; each pair reaches 4.9 or more.
COLOURS = {"green": ("#00806B", "#FFFFFF"), "amber": ("#FFC247", "#2B1B00"),
           "red": ("#9B1030", "#FFFFFF")}  # fmt: skip


def answer_band(
    answer: Answer | str,
    headline: str,
    detail: Sequence[Words],
    *,
    meter: float | None = None,
    line: Sequence[Words] = (),
    say: tuple[str, str] | None = None,
) -> None:
    """One filled band that says green, amber or red in colour, shape and words.

    `meter` is the share that is left, 0 to 1; the `line` below it says the same in words. `say`
    are words to read out under the band, drawn with it: each piece of a screen costs a message.
    """
    background, ink = COLOURS[answer]
    st.html(
        f'<div role="status" style="background:{background};color:{ink};border-radius:.75rem;'
        f'padding:.75rem 1rem .8125rem;line-height:1.4">{_top(answer, headline, detail, ink)}'
        f"{_meter(meter)}{_line(line)}</div>"
        + (f'<div style="height:1rem"></div>{_quotation(*say)}' if say else "")
    )


def words_to_say(label: str, text: str) -> None:
    """A quotation to read out; `label` says when ("Say", "Say while you wait")."""
    st.html(_quotation(label, text))


def _quotation(label: str, text: str) -> str:
    return (
        '<figure style="margin:0;border-left:4px solid currentColor;padding:.1rem 0 .1rem .85rem">'
        '<figcaption style="font-size:.8125rem;font-weight:600;opacity:.75">'
        f"{escape(label)}</figcaption>"
        '<blockquote style="margin:.25rem 0 0;padding:0;border:0;font-size:1.1875rem;'
        f'line-height:1.4">{escape(text)}</blockquote></figure>'
    )


def _top(answer: str, headline: str, detail: Sequence[Words], ink: str) -> str:
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    shape = brand_address(SHAPES[answer], base=f"/{base}" if base else "")
    return (
        '<div style="display:flex;gap:.8125rem;align-items:center">'
        f'<img src="{shape}" alt="" width="52" height="52" style="flex:none">'
        f'<div style="min-width:0"><h1 style="margin:0;padding:0;color:{ink};font-size:1.75rem;'
        f'font-weight:700;line-height:1.15">{escape(headline)}</h1>'
        f'<div style="font-size:1.0625rem;margin-top:.25rem">{in_html(*detail)}</div></div></div>'
    )


def _meter(share: float | None) -> str:
    if share is None:
        return ""
    percent = 100 * min(1.0, max(0.0, share))
    return (
        '<div aria-hidden="true" style="height:6px;border-radius:3px;margin-top:.5rem;'
        'background:rgb(255 255 255/.25)"><div style="height:6px;border-radius:3px;'
        f'background:currentColor;width:{percent:.1f}%"></div></div>'
    )


def _line(words: Sequence[Words]) -> str:
    return (
        f'<div style="margin-top:.375rem;font-size:.9375rem">{in_html(*words)}</div>'
        if words
        else ""
    )
