"""Actions: what huddles agreed to do, until somebody saw it work."""

from __future__ import annotations

import streamlit as st

from db.access import Permission
from db.queries.actions import open_actions
from db.queries.places import places_where
from db.session import reading
from pages.components.empty import empty_state
from pages.components.gate import open_screen
from pages.components.heading import finding, second_line
from pages.components.huddle_rows import action_rows
from pages.components.moments import now
from pages.components.paging import paged, search_box, shown_of

viewer = open_screen(Permission.HUDDLE_SEE)
head = st.container()
words = search_box("Search actions", key="actions", placeholder="A word, or an owner's name")
moment = now()
with reading() as session:
    total = open_actions(session, viewer, now=moment, words=words, limit=1)[1]
part = paged(total, key="actions-page")
with reading() as session:
    rows = open_actions(
        session, viewer, now=moment, words=words, limit=part.limit, offset=part.offset
    )[0]
    led = {place.id for place in places_where(session, viewer, Permission.HUDDLE_PREPARE)}
with head:
    noun = "action is" if total == 1 else "actions are"
    finding(
        f"{total:,} {noun} open" if total else "No action is open",
        "Those to be done first, by their date; then those that wait to be seen to work.",
    )
if rows:
    action_rows(viewer, rows, led, key="actions-row")
    second_line(shown_of(part, total, "open actions"))
elif empty_state(
    "No open action says this. Try other words."
    if words
    else "Nothing is left to do. The next huddle brings new actions.",
    action="See the huddles",
    key="to-huddles",
):
    st.switch_page("huddles/huddles.py")
