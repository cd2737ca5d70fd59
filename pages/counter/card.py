"""Counter: may I give this, worth this, for this problem, now?"""

from __future__ import annotations

import streamlit as st

from db.access import Permission
from db.queries import counter, remaining
from db.queries.backlogs import depends_on
from db.queries.counter_news import counter_news
from db.queries.exemplars import what_worked
from db.queries.safety import open_matter
from db.queries.swap_outs import swap_outs
from db.session import reading
from pages.components import counter_card
from pages.components.acts import refusal_of_the_last_act
from pages.components.counter_answer import answer
from pages.components.empty import empty_state
from pages.components.gate import open_screen
from pages.components.in_hand import Matter
from pages.components.limit_changes import limit_changes
from pages.components.moments import now
from pages.components.other_ways import other_ways
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
    titles = counter.problems_to_pick(session, viewer)
    news = counter_news(session, viewer, now=now())
    danger = open_matter(session, viewer) if news.has_open_asks else None
    to_take_over = swap_outs(session, viewer, now=now()) if news.has_swap_outs else []
if not places:
    empty_state("You serve at no office yet. Ask your administrator to give you one.")
    st.stop()
left, right = st.columns([3, 2], gap="medium")
with left:
    # A place for each that is seldom there: a part that runs by itself draws where it stood, and
    # must not draw over another that came between.
    first, swapping, safety, own = (st.container() for _ in range(4))
    with first:
        refusal_of_the_last_act()
        if news.has_changes_to_read:
            limit_changes(viewer)
        is_home = places[0].id == viewer.office_id
        place = places[0] if is_home else choose_place(places, key="office")
    if to_take_over:
        with swapping:
            requests()
    if danger:
        leaving = any(each.asker_id == viewer.person_id for each in to_take_over)
        with safety:
            safety_panel(viewer, danger, wants_to_go=leaving)
    if news.has_open_asks:
        with own:
            own_asks()
    if danger:
        st.stop()
    chosen = choose_problem(viewer, titles, key="problem")
    if chosen is None:
        st.markdown("Type what the customer says, or pick a problem. The answer comes at once.")
        with st.bottom:
            safety_button(viewer, place)
        st.stop()
served = submit_key("customer")
moment = now()
with reading() as session:
    found = counter.prepared(session, viewer, place=place, problem_id=chosen.problem_id, now=moment)
    worked = (
        what_worked(session, problem_id=chosen.problem_id, path=place.path)
        if news.has_exemplars
        else []
    )
    depends = (
        depends_on(session, viewer, problem_id=chosen.problem_id, path=place.path, now=moment)
        if news.has_briefs
        else None
    )
    received = remaining.received(session, counter_card.customer_in_hand(key=served).reference)
with right:
    beside, below = st.container(), st.container()
    counter_card.rest(found.facts.words, worked)
    counter_card.customer(received, key=served)
    if news.has_rulings:
        own_rulings()
    if not news.has_open_asks:
        walked_away(place, chosen, served=served)
matter = Matter(place, chosen, found, served, moment, depends.sentence if depends else "")
answer(matter, left, beside)
other_ways(matter, below)
