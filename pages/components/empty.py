"""Empty states: one sentence that says what is so, and the next step."""

from __future__ import annotations

import streamlit as st

from pages.components.escaping import plain


def empty_state(sentence: str, *, action: str = "", key: str = "", icon: str = "") -> bool:
    """Show the sentence and, where there is one, the button; true when it was pressed.

    `sentence` says the next step too: "Nobody waits. Two promises fall due before 15:00."
    """
    with st.container(border=True, gap="small"):
        st.markdown(plain(sentence))
        if not action:
            return False
        return st.button(action, key=key or None, icon=icon or None, type="primary")
