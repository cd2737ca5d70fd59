"""Huddles: the next one, what waits to be signed, open actions, topics and what was."""

from __future__ import annotations

import streamlit as st

from db.access import Permission
from db.queries import actions, huddle_slots, huddles, topics
from db.queries.places import offices_where
from db.rules.words import HuddleState
from db.session import reading
from pages.components.empty import empty_state
from pages.components.gate import open_screen
from pages.components.heading import second_line, section
from pages.components.huddle_planning import bring_topic, more_huddles, next_huddle, topic_rows
from pages.components.huddle_rows import action_rows, huddle_rows
from pages.components.moments import now
from pages.components.paging import paged, search_box, shown_of

MOST_ACTIONS = 4
PER_PAGE = 10

viewer = open_screen(Permission.HUDDLE_SEE)
moment = now()
with reading() as session:
    coming = huddles.coming_huddles(session, viewer)
    slots = huddle_slots.coming_slots(session, viewer, now=moment)
    todo, todo_total = actions.open_actions(session, viewer, now=moment, limit=MOST_ACTIONS)
    backlog = topics.backlog(session, viewer)
    works_at = offices_where(session, viewer, Permission.TOPIC_RAISE)
    leads_at = offices_where(session, viewer, Permission.HUDDLE_PREPARE)
led = {place.id for place in leads_at}
running = [row for row in coming if row.state is HuddleState.IN_PROGRESS]
# One's own office first: whoever answers for many still has a next huddle of their own.
slots.sort(key=lambda slot: (slot.place_id != viewer.office_id, slot.at))
slot = slots[0] if slots else None

next_huddle(viewer, running, slot, led)
left, right = st.columns([3, 2], gap="medium")
with left:
    if coming:
        section("Coming")
        huddle_rows(coming, key="coming")
    section("Open actions")
    action_rows(viewer, todo, led, key="todo")
    if todo_total > len(todo):
        st.page_link("huddles/actions.py", label=f"All {todo_total} open actions", width="content")
    elif not todo:
        second_line("Nothing is open. What a huddle agrees to do appears here until it worked.")
    section("Past huddles")
    words = search_box("Search past huddles", key="past", placeholder="A problem, a place, a word")
    with reading() as session:
        total = huddles.past_count(session, viewer, words=words)
    part = paged(total, key="past-page", per_page=PER_PAGE)
    with reading() as session:
        rows = huddles.past_huddles(
            session, viewer, words=words, limit=part.limit, offset=part.offset
        )
    huddle_rows(rows, key="past-row")
    if rows:
        second_line(shown_of(part, total, "huddles"))
    else:
        empty_state(
            "No past huddle says this. Try other words."
            if words
            else "No huddle was held yet. The first one appears here when it is closed."
        )
with right:
    section("Topics for the next huddle")
    topic_rows(backlog)
    if not backlog:
        second_line("Nobody has brought a topic yet.")
    if works_at:
        bring_topic(viewer, works_at)
    if leads_at:
        more_huddles(viewer, leads_at, is_first=not slots)
