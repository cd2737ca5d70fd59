"""Links to the plain pages, in the tab that one is in: Streamlit's own open another."""

from __future__ import annotations

from html import escape

import streamlit as st

_SHAPE = (
    "display:inline-flex;align-items:center;min-height:44px;padding:0 1rem;border-radius:.5rem;"
    "text-decoration:none;"
)
_QUIET = "border:1px solid light-dark(#7B8794,#7C8997);color:light-dark(#0F1720,#E8ECF0)"
_NEXT = "background:light-dark(#1B4F9C,#3673CC);color:#FFFFFF"


def link_here(label: str, address: str, *, is_next_step: bool = False) -> None:
    """A link that looks like a button, to a page of ours that is not a screen."""
    style = _SHAPE + (_NEXT if is_next_step else _QUIET)
    st.html(f'<a href="{escape(address)}" style="{style}">{escape(label)}</a>', width="content")
