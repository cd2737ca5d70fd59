"""The huddle that an address names."""

from __future__ import annotations

import streamlit as st

from db.access import Viewer
from db.queries import huddles
from db.queries.huddles import HuddleView
from db.rules.refusals import Refusal
from db.session import reading
from pages.components.empty import empty_state


def asked_number(name: str) -> int:
    """The number that the address carries under this name; 0, which nothing has, without one."""
    text = st.query_params.get(name, "")
    # Longer numbers are no keys of ours, and one of the databases cannot even compare them.
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 - see above.


def asked_huddle(viewer: Viewer) -> HuddleView:
    """The huddle of `?huddle=`; one sentence and the way to the list when there is none to see."""
    try:
        with reading() as session:
            return huddles.huddle(session, viewer, huddle_id=asked_number("huddle"))
    except Refusal as refusal:
        st.title("No huddle here", anchor=False)
        if empty_state(str(refusal), action="See all huddles", key="to-huddles"):
            st.switch_page("huddles/huddles.py")
        st.stop()
