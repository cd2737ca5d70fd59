"""What waits for a manager, told on every screen that is about something else."""

from __future__ import annotations

import streamlit as st

from db.access import Permission, Viewer, may_somewhere
from pages.components.happenings import LINE, where

NOW_TITLE, NOW = "Now", "escalations/now.py"


def what_waits(viewer: Viewer, *, title: str) -> None:
    """Above the screen of this title, as long as anybody waits for the viewer: who, a button to
    come, and the way to Now; with a sound and a notification where they were wished for there.
    Now itself shows more.
    """
    if title == NOW_TITLE or not may_somewhere(viewer, Permission.ESCALATION_TAKE):
        return
    with st.container(key="what-waits"):
        told = LINE(
            key="what-waits-line",
            data=where() | {"shows_waiting": True},
            on_go_change=lambda: None,
        )
    if told.go:
        st.switch_page(NOW)
