"""A new usual range from a week on: a change that is known is no signal any more.

It stands in the address, not in the record: whoever gets the link sees the same chart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from db.rules.selections import day_in_words
from pages.components.escaping import plain
from pages.components.selecting import CROSS

REBASE = "range"


def rebase_in_address(mondays: Sequence[date]) -> date | None:
    """The week from which the usual range is counted anew; None where no shown one is named."""
    named = st.query_params.get(REBASE, "")
    return next((monday for monday in mondays[1:] if monday.isoformat() == named), None)


def rebase_chip(rebased: date | None, *, today: date) -> None:
    """The new range as a chip that takes it away."""
    if rebased:
        words = f"New range from {day_in_words(rebased, today=today)}"
        st.button(
            plain(words), key="chip-range", icon=CROSS, icon_position="right", help="Take away",
            on_click=_start_at, args=(None,),
        )  # fmt: skip


def offer_rebase(changed: date, *, today: date) -> None:
    """A button that starts a new range where a change was found."""
    st.button(
        f"New range from {day_in_words(changed, today=today)}", key="rebase", type="tertiary",
        icon=":material/start:", on_click=_start_at, args=(changed,),
        help="When the cause is known: judge the weeks since then by themselves",
    )  # fmt: skip


def _start_at(monday: date | None) -> None:
    if monday:
        st.query_params[REBASE] = monday.isoformat()
    else:
        st.query_params.pop(REBASE, None)
