"""Choosing an office; the choice stays in the address, so that a link can be sent."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from db.queries.places import PlaceRow
from pages.components.empty import empty_state

KEY = "office"
WIDTH = 200


def choose_office(offices: Sequence[PlaceRow]) -> PlaceRow:
    """The office that the address names, else the first; the run ends when there is none.

    An office that is not among them is refused, and not quietly replaced by another.
    """
    if not offices:
        empty_state("No office is yours to look at. Ask your administrator to add you to one.")
        st.stop()
    wanted = st.query_params.get(KEY, "")
    places = {str(office.id): place for place, office in enumerate(offices)}
    chosen = st.selectbox(
        "Office",
        offices,
        index=places.get(wanted) if wanted else 0,
        format_func=lambda office: office.name,
        key=f"choose-{KEY}",
        label_visibility="collapsed",
        placeholder="Choose an office",
        on_change=_remember,
        width=WIDTH,
    )
    if chosen is None:
        st.error("There is no such office for you. Choose one from the list.")
        st.stop()
    return chosen


def go_to_office(office: PlaceRow) -> None:
    """Choose another office; for `on_click`."""
    st.session_state[f"choose-{KEY}"] = office
    st.query_params[KEY] = str(office.id)


def _remember() -> None:
    chosen = st.session_state[f"choose-{KEY}"]
    if chosen is not None:
        st.query_params[KEY] = str(chosen.id)
