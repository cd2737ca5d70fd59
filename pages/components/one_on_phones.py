"""Two parts of a screen side by side, of which a phone shows one."""

from __future__ import annotations

import streamlit as st

# Columns stack below 640 px; a queue above its pane would have to be scrolled past.
NARROW = "@media (max-width: 639px)"


def one_on_phones(queue_key: str, pane_key: str, *, shows_pane: bool) -> None:
    """Hide one of two keyed containers on narrow screens: the queue while something is open."""
    hidden = queue_key if shows_pane else pane_key
    st.html(f"<style>{NARROW} {{ .st-key-{hidden} {{ display: none; }} }}</style>")
