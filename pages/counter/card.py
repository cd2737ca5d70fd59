"""Counter: may I give this, worth this, for this problem, now?"""

from __future__ import annotations

import streamlit as st

from db.access import Permission
from db.queries import counter, escalations, remaining
from db.queries.safety import open_matter
from db.queries.swap_outs import swap_outs
from db.session import reading
from pages.components import counter_card
from pages.components.counter_answer import Matter, answer
from pages.components.empty import empty_state
from pages.components.gate import open_screen
from pages.components.limit_changes import limit_changes
from pages.components.moments import now
from pages.components.own_asks import own_asks
from pages.components.placing import choose_place
from pages.components.ruling_ask import own_rulings
from pages.components.safety_line import safety_button, safety_panel
from pages.components.searching import choose_problem
from pages.components.submitting import submit_key
from pages.components.swapping import requests
from pages.components.walking_away import walked_away

viewer = open_screen(Permission.COUNTER_ASK)
with reading() as session:
    places = counter.workplaces(session, viewer)
    entries = counter.playbook_entries(session, viewer)
    waiting = escalations.has_open_asks(session, viewer)
    matter = open_matter(session, viewer) if waiting else None
    to_take_over = swap_outs(session, viewer, now=now())
if not places:
    empty_state("You serve at no office yet. Ask your administrator to give you one.")
    st.stop()
left, right = st.columns([3, 2], gap="medium")
with left:
    limit_changes(viewer)
    place = places[0] if places[0].id == viewer.office_id else choose_place(places, key="office")
    if to_take_over:
        requests()
    if matter:
        leaving = any(each.asker_id == viewer.person_id for each in to_take_over)
        safety_panel(viewer, matter, wants_to_go=leaving)
    if waiting:
        own_asks()
    if matter:
        st.stop()
    chosen = choose_problem(viewer, entries, key="problem")
    if chosen is None:
        st.markdown("Type what the customer says, or pick a problem. The answer comes at once.")
        with st.bottom:
            safety_button(viewer, place)
        st.stop()
served = submit_key("customer")
with reading() as session:
    found = counter.prepared(session, viewer, place=place, problem_id=chosen.problem_id, now=now())
    received = remaining.received(session, counter_card.customer_in_hand(key=served).reference)
with right:
    beside = st.container()
    counter_card.rest(found.words)
    counter_card.customer(received, key=served)
    own_rulings()
    if not waiting:
        walked_away(place, chosen, served=served)
answer(Matter(place, chosen, found.remedies, served), left, beside)
