"""Choosing a remedy and what it is worth.

What stands in a field is read before the field is drawn, so that one look at the record answers
for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from db.queries.counter import RemedyRow
from db.rules.money import PIECES, Money, read_amount, show_money
from db.rules.refusals import Refusal
from pages.components.escaping import plain


def remedy_in_hand(remedies: Sequence[RemedyRow], *, key: str) -> RemedyRow | None:
    """The chosen remedy; the one that fits best as long as nothing else was chosen."""
    chosen = st.session_state.get(key)
    first = remedies[0] if remedies else None
    return next((remedy for remedy in remedies if remedy.id == chosen), first)


def choose_remedy(remedies: Sequence[RemedyRow], *, key: str) -> None:
    """The field of the remedy; the one that fits best is chosen to begin with."""
    names = {remedy.id: remedy.name for remedy in remedies}
    st.selectbox(
        "Remedy", list(names), format_func=names.__getitem__, key=key, label_visibility="collapsed"
    )


def worth_in_hand(currency: str, *, key: str) -> tuple[Money | None, str]:
    """The amount that was picked or typed, None while there is none; and the one sentence that
    says why what was typed is no amount.
    """
    typed = st.session_state.get(f"{key}-{currency}")
    if not typed:
        return None, ""
    try:
        return Money(read_amount(typed, currency), currency), ""
    except Refusal as refusal:
        return None, str(refusal)


def choose_worth(currency: str, suggestions: Sequence[Money], *, key: str, refused: str) -> None:
    """The field of the amount, to pick or type; below it why the last text was none."""
    st.selectbox(
        "Worth",
        [show_money(money.amount, money.currency) for money in suggestions],
        index=None,
        key=f"{key}-{currency}",
        placeholder="How many" if currency == PIECES else f"{currency} amount",
        accept_new_options=True,
        label_visibility="collapsed",
    )
    if refused:
        st.error(plain(refused), icon=":material/error:")
