"""Choosing an office, where a person has more than one."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from db.queries.places import PlaceRow


def choose_place(places: Sequence[PlaceRow], *, key: str) -> PlaceRow:
    """The chosen one of several places; `key` is its name in the address, so that a link keeps
    it. An address that names a place out of reach shows the first one.
    """
    by_name = {place.name: place for place in places}
    chosen = st.selectbox(
        "Office", list(by_name), key=key, label_visibility="collapsed", bind="query-params"
    )
    return by_name.get(chosen, places[0])
