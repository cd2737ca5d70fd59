"""Acts of buttons inside a part of a screen that runs by itself.

A button's act is submitted before the part is drawn again: the part may no longer hold the button
when somebody else was quicker, and then the click must still be answered. Who acts is asked anew,
because such a part runs without passing the screen's gate.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from db.rules.refusals import Refusal
from db.session import writing
from pages.components.escaping import plain
from pages.components.gate import current_viewer
from pages.components.moments import now

_REFUSED = "refused-act"


def submit(act: Callable[..., object], **facts: Any) -> None:
    """Submit a command with these facts; for `on_click`. A refusal is kept to be shown."""
    st.session_state.pop(_REFUSED, None)
    viewer = current_viewer()
    if viewer is None:
        return
    try:
        with writing() as session:
            act(session, viewer, **facts, at=now())
    except Refusal as refusal:
        st.session_state[_REFUSED] = str(refusal)


def refusal_of_the_last_act() -> None:
    """The sentence that answered the last act, until the next one; nothing when it was kept."""
    sentence = st.session_state.get(_REFUSED)
    if sentence:
        st.error(plain(sentence), icon=":material/error:")
