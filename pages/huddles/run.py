"""Run a huddle: prepare it, decide its items one by one, close it, sign it."""

from __future__ import annotations

import streamlit as st

from db.access import Permission
from db.queries.drafts import drafts_under
from db.rules.words import HuddleState
from db.session import reading
from pages.components import huddle_stages
from pages.components.clock import running_clock
from pages.components.escaping import plain
from pages.components.gate import open_screen
from pages.components.heading import second_line
from pages.components.huddle_acts import (
    WAYS,
    close_huddle,
    followed_action,
    put_off,
    record_decision,
)
from pages.components.huddle_adding import add_item, record_problem
from pages.components.huddle_asked import asked_huddle
from pages.components.huddle_item import decision_form, frozen_item, item_head, item_key
from pages.components.huddle_side import agenda_list, who_is_here
from pages.components.huddle_words import huddle_line, huddle_name
from pages.components.moments import now
from pages.components.refusals import refusals_shown

viewer = open_screen(Permission.HUDDLE_SEE)
view = asked_huddle(viewer)
row = view.row
if row.state in {HuddleState.DRAFT, HuddleState.OPEN}:
    huddle_stages.prepared(viewer, view)
    st.stop()
if row.state is HuddleState.CLOSED:
    huddle_stages.closed(viewer, view)
    st.stop()
if row.state is not HuddleState.IN_PROGRESS or row.started_at is None:
    st.switch_page("huddles/minutes.py", query_params={"huddle": str(row.id)})

ids = [item.id for item in view.items]
still_open = [item.id for item in view.items if not item.is_decided]
here = f"huddle-at-{row.id}"
if st.session_state.get(here) not in ids:
    st.session_state[here] = (still_open or ids)[0]
at = ids.index(st.session_state[here])
item = view.items[at]
with reading() as session:
    kept = drafts_under(session, viewer, subject=f"{item_key(item)}-")

with st.container(horizontal=True, vertical_alignment="top"):
    with st.container(width="stretch", gap=None):
        st.markdown(f"**{plain(huddle_name(row))}**")
        second_line(f"{huddle_line(row)}.")
    with st.container(width=132):
        running_clock(
            row.started_at,
            now=now(),
            key="budget",
            label=f"of {row.budget_minutes} minutes",
            limit_seconds=60 * row.budget_minutes,
            bar=True,
        )
left, right = st.columns([5, 2], gap="medium")
with left:
    item_head(item, len(ids))
    followed_action(viewer, view, item)
    if item.is_decided:
        frozen_item(item)
    elif view.may_lead:
        decision_form(viewer, view, item, kept)
        if item.problem_id is None and item.origin is not None:
            with st.expander("Record this as a problem", icon=":material/menu_book:"):
                record_problem(viewer, item)
with right:
    who_is_here(viewer, view)
    chosen = agenda_list(view, item.id)
    if view.may_lead:
        with st.expander("Add an item", icon=":material/add:"):
            add_item(viewer, view)
if chosen is not None:
    st.session_state[here] = chosen
    st.rerun()
if not view.may_lead:
    st.stop()

way = None
with st.bottom:
    # A refusal is read where the thumb is.
    said = st.container(width=784)
with st.bottom, st.container(horizontal=True, key="thumb-run", width=784):
    back = st.button("Back", key="back", icon=":material/arrow_back:", disabled=at == 0)
    if not item.is_decided:
        way = st.menu_button("Later", WAYS, key=f"later-{item.id}", icon=":material/redo:")
    onward = st.button(
        "Record" if not item.is_decided else "Next" if still_open else "Close the huddle",
        key="onward",
        icon=":material/arrow_forward:",
        icon_position="right",
        type="primary",
        width="stretch",
    )
if back:
    st.session_state[here] = ids[at - 1]
    st.rerun()
if way or onward:
    with said, refusals_shown():
        if way:
            put_off(viewer, item, way)
        elif not item.is_decided:
            record_decision(viewer, view, item)
        elif not still_open:
            close_huddle(viewer, view)
        others = [each for each in still_open if each != item.id]
        after = [each for each in others if ids.index(each) > at]
        st.session_state[here] = (after or others or [item.id])[0]
        st.rerun()
