"""Choosing how far back a screen looks."""

from __future__ import annotations

import streamlit as st

PERIODS = {13: "13 weeks", 26: "26 weeks", 52: "1 year"}
USUAL = 26


def choose_weeks() -> int:
    """So many whole weeks; they stay in the address."""
    chosen = st.segmented_control(
        "Period",
        list(PERIODS),
        default=USUAL,
        required=True,
        format_func=PERIODS.__getitem__,
        key="weeks",
        bind="query-params",
        label_visibility="collapsed",
    )
    return int(chosen or USUAL)
