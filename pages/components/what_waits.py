"""What waits for somebody, told on every screen that is about something else: for managers who asks
for one, for everybody who works there who wants to be taken over from (P71).
"""

from __future__ import annotations

import streamlit as st

from db.access import Permission, Viewer, may_somewhere
from db.commands import swap_outs
from db.rules.refusals import Refusal
from db.session import writing
from pages.components.escaping import plain
from pages.components.happenings import LINE, where
from pages.components.moments import now

NOW_TITLE, NOW = "Now", "escalations/now.py"
TAKEN = "You take over. They see it now."


def what_waits(viewer: Viewer, *, title: str) -> None:
    """Above the screen of this title, as long as anybody waits for the viewer: who, a button to
    come, and the way to Now; with a sound and a notification where they were wished for there.
    Now itself shows more.
    """
    manages = may_somewhere(viewer, Permission.ESCALATION_TAKE)
    if title == NOW_TITLE or not (manages or may_somewhere(viewer, Permission.ESCALATION_ASK)):
        return
    with st.container(key="what-waits"):
        told = LINE(
            key="what-waits-line",
            data=where() | {"shows_waiting": True, "only_swaps": not manages},
            on_go_change=lambda: None,
            on_take_change=lambda: None,
        )
    if told.take:
        _take_over(viewer, str(told.take))
    if told.go:
        st.switch_page(NOW)


def _take_over(viewer: Viewer, swap_out_id: str) -> None:
    """Take over, as the browser asks for it; the second is told who was first."""
    if not swap_out_id.isdecimal():
        return
    try:
        with writing() as session:
            swap_outs.take_over(session, viewer, swap_out_id=int(swap_out_id), at=now())
    except Refusal as refusal:
        st.toast(plain(str(refusal)), icon=":material/error:")
        return
    st.toast(TAKEN, icon=":material/check:")
