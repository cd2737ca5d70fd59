"""Counter: may I give this, worth this, for this problem, now?"""

from __future__ import annotations

import streamlit as st

from db.access import Permission
from db.commands import asks, grants
from db.commands.asks import Ask
from db.commands.grants import Given
from db.queries import counter, escalations
from db.rules.words import Answer
from db.session import reading, writing
from pages.components import counter_card
from pages.components.empty import empty_state
from pages.components.gate import open_screen
from pages.components.limit_changes import limit_changes
from pages.components.moments import now
from pages.components.own_asks import own_asks
from pages.components.placing import choose_place
from pages.components.refusals import refusals_shown
from pages.components.ruling_ask import ask_for_a_ruling
from pages.components.searching import choose_problem
from pages.components.submitting import renew, submit_key
from pages.components.worth import choose_remedy, choose_worth

viewer = open_screen(Permission.COUNTER_ASK)
with reading() as session:
    places = counter.workplaces(session, viewer)
    entries = counter.playbook_entries(session, viewer)
    waiting = escalations.has_open_asks(session, viewer)

if not places:
    empty_state("You serve at no office yet. Ask your administrator to give you one.")
    st.stop()
left, right = st.columns([3, 2], gap="medium")
with left:
    limit_changes(viewer)
    place = places[0] if places[0].id == viewer.office_id else choose_place(places, key="office")
    if waiting:
        own_asks()
    chosen = choose_problem(entries, key="problem")
if chosen is None:
    with left:
        st.markdown("Type what the customer says, or pick a problem. The answer comes at once.")
    st.stop()

with reading() as session:
    remedies = counter.remedies_for(session, problem_id=chosen.problem_id, currency=place.currency)
with left, st.container(horizontal=True, wrap=False, gap="small"):
    remedy = choose_remedy(remedies, key=f"remedy-{chosen.problem_id}")
    with reading() as session:
        suggestions = counter.suggested_worths(
            session, viewer, place=place, problem_id=chosen.problem_id, remedy=remedy, now=now()
        )
    worth = choose_worth(remedy.currency if remedy else place.currency, suggestions, key="worth")
served = submit_key("customer")
with reading() as session:
    card = counter.card(
        session,
        viewer,
        place=place,
        problem_id=chosen.problem_id,
        remedy_id=remedy.id if remedy else None,
        asked=worth,
        now=now(),
        reference=st.session_state.get(f"reference-{served}", ""),
    )
name = remedy.name if remedy else "Help"
with left:
    counter_card.band(card, name, worth)
    counter_card.say(card, name, worth)
with right:
    counter_card.deciders(card)
    counter_card.rest(card)
    reference, evidence, offered = counter_card.customer(card, key=served)
    ask_for_a_ruling(viewer, card, words=chosen.words, given=f"{name} {worth or ''}")
    counter_card.rule_line(card)

is_ready = card.answer is Answer.GREEN and worth is not None
with st.bottom, st.container(horizontal=True, key="thumb-actions", width=656):
    ask = st.button(counter_card.call_label(card), key="ask", width="stretch",
                    type="secondary" if is_ready else "primary",
                    icon=":material/notifications_active:")  # fmt: skip
    given = is_ready and st.button(
        "Given", key="given", icon=":material/check:", type="primary", width="stretch"
    )
if ask:
    wanted = Ask(
        problem_id=chosen.problem_id,
        words=chosen.words,
        reason=counter.reason_for(card, worth),
        remedy_id=remedy.id if remedy else None,
        worth=worth,
        offered_already=offered,
        customer_reference=reference,
    )
    key = submit_key("ask")
    with refusals_shown():
        with writing() as session:
            asks.ask(session, viewer, place_id=place.id, asks=wanted, submit_key=key, at=now())
        renew("ask")
        renew("customer")
        st.rerun()
if given and remedy and worth:
    gift = Given(remedy.id, worth, chosen.problem_id, reference, evidence)
    key = submit_key("given")
    with refusals_shown():
        with writing() as session:
            grants.record(session, viewer, place_id=place.id, given=gift, submit_key=key, at=now())
        renew("given")
        renew("customer")
        st.toast(f"Recorded: {name} {worth}.", icon=":material/check:")
        st.rerun()
