"""What somebody noted last, for as long as a slip of the thumb can still be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from db.session import reading, writing
from pages.components.refusals import refusals_shown

if TYPE_CHECKING:
    from collections.abc import Callable


def take_back(
    kept: str,
    said: str,
    *,
    is_young: Callable[..., bool],
    withdraw: Callable[..., None],
    key: str,
) -> None:
    """A line with a button, below the name `kept` in the session; nothing once it is too late.

    Both acts are handed the open session and the key of what was noted.
    """
    noted = st.session_state.get(kept)
    if noted is None:
        return
    with reading() as session:
        young = is_young(session, noted)
    if not young:
        st.session_state.pop(kept)
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(said, width="stretch")
        if st.button("Take it back", key=key):
            with refusals_shown():
                with writing() as session:
                    withdraw(session, noted)
                st.session_state.pop(kept)
                st.rerun()
