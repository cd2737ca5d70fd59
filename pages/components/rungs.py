"""The key of the readiness ladder: colour, digit, word and count of every rung."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from pages.charts.readiness import RUNGS
from pages.charts.theme import palette


def rung_key(counts: Mapping[int, int], *, tone: str) -> None:
    """How many cells stand on each rung, 0 (not imagined) to 5 (proven)."""
    colours = palette(tone)
    items = "".join(
        '<li style="display:flex;gap:.4rem;align-items:center">'
        f'<span style="background:{colours.rungs[rung]};color:{colours.rung_digits[rung]};'
        "border-radius:.25rem;min-width:1.5rem;text-align:center;font-size:.8125rem;"
        f'font-weight:600;line-height:1.375rem">{rung}</span>'
        f"<span>{escape(name)} <strong>{counts.get(rung, 0):,}</strong></span></li>"
        for rung, name in enumerate(RUNGS)
    )
    st.html(
        '<ul style="display:flex;flex-wrap:wrap;gap:.4rem 1rem;list-style:none;margin:0;'
        f'padding:0;font-size:.875rem">{items}</ul>'
    )
