"""Escalations: what was asked before, and what became of it."""

from __future__ import annotations

import streamlit as st

from db.access import Permission
from db.queries import escalations
from db.rules.words import EscalationState
from db.session import reading
from pages.components.empty import empty_state
from pages.components.gate import open_screen
from pages.components.heading import finding
from pages.components.paging import paged, search_box, shown_of
from pages.components.record_rows import record_row

viewer = open_screen(Permission.COUNTER_ASK)
PER_PAGE = 20
heading = st.container()
with st.container(horizontal=True, vertical_alignment="bottom"):
    words = search_box("Search", key="q", placeholder="Problem, person or office")
    states = st.pills(
        "State",
        list(EscalationState),
        selection_mode="multi",
        format_func=lambda each: each.label.capitalize(),
        key="states",
        wrap=True,
    )
one = st.query_params.get("escalation", "")
with reading() as session:
    total = escalations.search_escalations(
        session, viewer, words=words, states=states, limit=1, offset=0
    )[1]
part = paged(total, key="page", per_page=PER_PAGE)
with reading() as session:
    rows = escalations.search_escalations(
        session, viewer, words=words, states=states, limit=part.limit, offset=part.offset
    )[0]
if one:
    # A link to one escalation: the number that a list of other screens counted it in.
    with reading() as session:
        asked = one.isdecimal() and escalations.escalation(session, viewer, escalation_id=int(one))
    rows = [asked] if asked else []
with heading:
    if one:
        finding(f"Escalation {one}", "One escalation, step by step.")
        if st.button("Show all", key="show-all", type="tertiary"):
            del st.query_params["escalation"]
            st.rerun()
    else:
        finding(f"{total:,} escalations on record", shown_of(part, total, "escalations"))
if not rows:
    empty_state("No escalation fits. Search for fewer words, or ask for a manager at the counter.")
for row in rows:
    record_row(viewer, row, is_open=bool(one))
