"""Escalations: what was asked before, and what became of it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Permission
from db.queries import escalations
from db.rules.money import show_money
from db.rules.words import EscalationState
from db.session import reading
from pages.components.asked import is_closed_on_purpose, sentence
from pages.components.badges import ASK, ESCALATION, OUTCOME, badge_for, in_line
from pages.components.empty import empty_state
from pages.components.escaping import plain
from pages.components.gate import open_screen
from pages.components.heading import finding
from pages.components.paging import paged, search_box, shown_of

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
with reading() as session:
    total = escalations.search_escalations(
        session, viewer, words=words, states=states, limit=1, offset=0
    )[1]
part = paged(total, key="page", per_page=PER_PAGE)
with reading() as session:
    rows = escalations.search_escalations(
        session, viewer, words=words, states=states, limit=part.limit, offset=part.offset
    )[0]
with heading:
    finding(f"{total:,} escalations on record", shown_of(part, total, "escalations"))
if not rows:
    empty_state("No escalation fits. Search for fewer words, or ask for a manager at the counter.")
for row in rows:
    when = row.asked_at.astimezone(ZoneInfo(row.zone))
    badges = in_line(
        badge_for(ESCALATION, row.state.value), badge_for(ASK, row.escalation_class.value)
    )
    with st.container(border=True, key=f"row-{row.id}", gap="xsmall"):
        st.markdown(f"**{plain(row.title)}** {badges}")
        who = ", ".join(each for each in (row.asker_name, row.place_name) if each)
        st.markdown(
            f":small[:gray[{plain(f'{who}, {when:%-d %b %Y %H:%M}. Asked {row.asks_for}.')}]]"
        )
        if row.outcome:
            granted = ""
            if row.amount_granted is not None and row.granted_currency:
                granted = f"granted {show_money(row.amount_granted, row.granted_currency)}"
            st.markdown(f"{in_line(badge_for(OUTCOME, row.outcome.value))} {plain(granted)}")
        if st.toggle("Every step", key=f"steps-{row.id}"):
            with reading() as session:
                told = escalations.events(session, viewer, escalation_id=row.id)
            for event in told:
                at = event.at.astimezone(ZoneInfo(row.zone))
                note = "" if is_closed_on_purpose(event) else event.note
                st.markdown(f":gray[{at:%H:%M:%S}] {plain(sentence(event))} {plain(note)}")
