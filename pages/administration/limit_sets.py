"""Limit sets: change limits together, see what that does, approve, roll back, see who read it."""

from __future__ import annotations

import streamlit as st

from db.access import Permission, is_workplace
from db.commands import limit_drafts as commands
from db.queries import limit_drafts
from db.queries.places import places_where
from db.rules.words import LimitDraftState, PlaceKind
from db.session import reading, writing
from pages.components.empty import empty_state
from pages.components.gate import open_screen
from pages.components.heading import finding, section
from pages.components.limit_draft_rows import draft_rows, one_set
from pages.components.limit_history import history
from pages.components.moments import now
from pages.components.offices import choose_office
from pages.components.refusals import refusals_shown
from pages.components.submitting import renew, submit_key

viewer = open_screen(Permission.LIMITS_DRAFT)
opened = st.query_params.get("set", "")
if opened:
    if st.button("All sets", key="all-sets", icon=":material/arrow_back:", type="tertiary"):
        st.query_params.pop("set", None)
        st.rerun()
    with refusals_shown():
        one_set(viewer, int(opened) if opened.isdecimal() else 0)
    st.stop()

with reading() as session:
    rows = limit_drafts.open_drafts(session, viewer)
    places = places_where(session, viewer, Permission.LIMITS_DRAFT)
waiting = sum(row.state is LimitDraftState.SENT for row in rows)
noun = "set waits" if waiting == 1 else "sets wait"
finding(
    f"{waiting or 'No'} {noun if waiting else 'set waits'} for approval",
    f"{len(rows)} open in all. A set changes limits together, from one moment on.",
)
if rows:
    draft_rows(viewer, rows)
else:
    empty_state("No set is being written. Choose a place below and begin one.")

# Countries first: that is where limits are set.
places.sort(key=lambda each: (each.kind is not PlaceKind.COUNTRY, is_workplace(each.kind),
                              each.name))  # fmt: skip
section("Change the limits of a place")
with st.container(horizontal=True, vertical_alignment="bottom"):
    place = choose_office(places)
    begin = st.button("Begin a set", key="begin", icon=":material/add:", type="primary")
if begin:
    name = f"set-{place.id}"
    with refusals_shown():
        with writing() as session:
            draft_id = commands.begin(
                session, viewer, place_id=place.id, submit_key=submit_key(name), at=now()
            )
        renew(name)
        st.query_params["set"] = str(draft_id)
        st.rerun()
history(viewer, place)
