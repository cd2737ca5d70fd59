"""Choosing how far back a screen looks."""

from __future__ import annotations

import streamlit as st

PERIODS = {13: "13 weeks", 26: "26 weeks", 52: "1 year"}
USUAL = 26
EVERYTHING, ALL = 0, "All"
# Ten years: whoever follows a flaw for longer follows another one.
LONGEST = 520


def choose_weeks(*, may_be_all: bool = False) -> int:
    """So many whole weeks; they stay in the address. `EVERYTHING` stands for all there is."""
    periods = PERIODS | ({EVERYTHING: ALL} if may_be_all else {})
    chosen = st.segmented_control(
        "Period",
        list(periods),
        default=USUAL,
        required=True,
        format_func=periods.__getitem__,
        key="weeks",
        bind="query-params",
        label_visibility="collapsed",
    )
    return int(chosen)


def period_in_words(weeks: int) -> str:
    """`26 weeks`, or `all there is`."""
    return f"{weeks} weeks" if weeks else "all there is"


def period_in_address(name: str, *, may_be_all: bool = False, may_be_any: bool = False) -> int:
    """Over how many weeks a number was counted; the usual period where the address has none."""
    named = st.query_params.get(name, "")
    known = (*PERIODS, EVERYTHING) if may_be_all else tuple(PERIODS)
    if may_be_any:
        known = tuple(range(1, LONGEST + 1))
    return next((weeks for weeks in known if str(weeks) == named), USUAL)


def period_label(weeks: int) -> str:
    """A period as its chooser has it in the address."""
    return PERIODS.get(weeks, ALL)
