"""The calls that are promised for the next hours, beside the queue; nothing when there is none."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from db.access import Viewer
from db.queries.promises import promises_due
from db.session import reading
from pages.components.badges import Badge
from pages.components.heading import second_line, section
from pages.components.moments import now
from pages.components.promise_rows import due_card

AHEAD = timedelta(hours=4)
SHOWN = 3


def promises_that_fall_due(viewer: Viewer) -> None:
    """The first few with a button each, and how many more there are."""
    with reading() as session:
        due = promises_due(session, viewer, before=now() + AHEAD)
    if not due:
        return
    section("Promises due", badge=Badge(str(len(due)), "call", "orange"))
    for row in due[:SHOWN]:
        due_card(viewer, row, is_short=True)
    if len(due) > SHOWN:
        second_line(f"{len(due) - SHOWN} more in the next {AHEAD.seconds // 3600} hours.")
    if st.button("All promises", key="to-promises", icon=":material/call:"):
        st.switch_page("escalations/promises.py")
