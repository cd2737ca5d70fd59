"""Choosing a remedy and what it is worth."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from db.queries.counter import RemedyRow
from db.rules.money import PIECES, Money, read_amount, show_money
from db.rules.refusals import Refusal
from pages.components.escaping import plain


def choose_remedy(remedies: Sequence[RemedyRow], *, key: str) -> RemedyRow | None:
    """The remedy in hand; the one that fits best is chosen to begin with."""
    by_id = {remedy.id: remedy for remedy in remedies}
    if not by_id:
        st.markdown("No remedy is in the catalogue yet.")
        return None
    chosen = st.selectbox(
        "Remedy",
        list(by_id),
        format_func=lambda remedy_id: by_id[remedy_id].name,
        key=key,
        label_visibility="collapsed",
    )
    return by_id.get(chosen)


def choose_worth(currency: str, suggestions: Sequence[Money], *, key: str) -> Money | None:
    """An amount, picked or typed; None while the field is empty or holds no amount, which is
    said in one sentence below it.
    """
    shown = {show_money(money.amount, money.currency): money for money in suggestions}
    typed = st.selectbox(
        "Worth",
        list(shown),
        index=None,
        key=f"{key}-{currency}",
        placeholder="How many" if currency == PIECES else f"{currency} amount",
        accept_new_options=True,
        label_visibility="collapsed",
    )
    if not typed:
        return None
    if typed in shown:
        return shown[typed]
    try:
        return Money(read_amount(typed, currency), currency)
    except Refusal as refusal:
        st.error(plain(str(refusal)), icon=":material/error:")
        return None
