"""Headings: the finding in at most nine words, count and period in the grey line below."""

from __future__ import annotations

from html import escape

import streamlit as st

from pages.components.badges import Badge, in_one_piece
from pages.components.escaping import plain


def finding(title: str, second_line: str = "") -> None:
    """The heading of a screen, one per screen; the second line holds count and period."""
    with st.container(gap=None):
        st.title(plain(title), anchor=False)
        if second_line:
            st.markdown(f":gray[{plain(second_line)}]")


def section(title: str, *, badge: Badge | None = None) -> None:
    """The heading of a part of a screen: a heading by nature, no larger than the text. In one
    piece with its badge: each piece of a screen costs a message.
    """
    st.html(
        '<div style="display:flex;gap:.5rem;align-items:center;line-height:1.5">'
        '<h2 style="margin:0;padding:0;font-size:1rem;font-weight:650;line-height:1.5">'
        f"{escape(title)}</h2>{in_one_piece(badge) if badge else ''}</div>"
    )


def second_line(text: str) -> None:
    """A grey line in small print below a name or a chart: counts, period, definition."""
    st.markdown(in_small(text))


def in_small(text: str) -> str:
    """The same as a line of Markdown, for a piece that says more."""
    return f":small[:gray[{plain(text)}]]"
