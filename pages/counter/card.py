"""Counter: may I give this, worth this, for this problem, now?

The problem is chosen once for a customer; remedy, amount and reference many times. Therefore the
answer is a part of its own, which runs without the rest of the screen.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db.access import Permission, Viewer
from db.commands import asks, grants
from db.commands.asks import Ask
from db.commands.grants import Given
from db.queries import counter, escalations, remaining, rulings
from db.queries.places import PlaceRow
from db.session import reading, writing
from pages.components import counter_card
from pages.components.empty import empty_state
from pages.components.gate import open_screen, still_here
from pages.components.limit_changes import limit_changes
from pages.components.moments import now
from pages.components.own_asks import own_asks
from pages.components.placing import choose_place
from pages.components.refusals import refusals_shown
from pages.components.ruling_ask import LATELY, ask_for_a_ruling, own_rulings
from pages.components.searching import Chosen, choose_problem
from pages.components.submitting import renew, submit_key
from pages.components.worth import choose_remedy, choose_worth, remedy_in_hand, worth_in_hand


@dataclass(frozen=True, slots=True)
class Spots:
    """Where the parts of the answer stand, around what does not change with it."""

    answer: DeltaGenerator
    who_may: DeltaGenerator
    behind: DeltaGenerator


@st.fragment
def answer(place: PlaceRow, chosen: Chosen, spots: Spots, *, served: str) -> None:
    """The card for the chosen problem, and what can be done with it."""
    viewer = still_here(Permission.COUNTER_ASK)
    customer = counter_card.customer_in_hand(key=served)
    field = f"remedy-{chosen.problem_id}"
    with reading() as session:
        remedies = counter.remedies_for(
            session, problem_id=chosen.problem_id, currency=place.currency
        )
        remedy = remedy_in_hand(remedies, key=field)
        currency = remedy.currency if remedy else place.currency
        worth, refused = worth_in_hand(currency, key="worth")
        card = counter.card(
            session, viewer, place=place, problem_id=chosen.problem_id,
            remedy_id=remedy.id if remedy else None, asked=worth, now=now(),
            reference=customer.reference,
        )  # fmt: skip
    name = remedy.name if remedy else "Help"
    with spots.answer:
        with st.container(horizontal=True, wrap=False, gap="small"):
            choose_remedy(remedies, key=field)
            suggestions = counter.suggested_worths(card.limit, currency)
            choose_worth(currency, suggestions, key="worth", refused=refused)
        counter_card.answer(card, name, worth)
    with spots.who_may:
        counter_card.deciders(card)
    with spots.behind:
        ask_for_a_ruling(viewer, card, words=chosen.words, given=f"{name} {worth or ''}")
        counter_card.rule_line(card)
    with st.bottom:
        ask, given = counter_card.acts(card, worth)
    if ask:
        wanted = Ask(
            problem_id=chosen.problem_id, words=chosen.words,
            reason=counter.reason_for(card, worth), remedy_id=remedy.id if remedy else None,
            worth=worth, offered_already=customer.offered, customer_reference=customer.reference,
        )  # fmt: skip
        _ask(viewer, place, wanted)
    if given and remedy and worth:
        gift = Given(remedy.id, worth, chosen.problem_id, customer.reference, customer.evidence)
        _give(viewer, place, gift, said=f"Recorded: {name} {worth}.")


def _ask(viewer: Viewer, place: PlaceRow, wanted: Ask) -> None:
    key = submit_key("ask")
    with refusals_shown():
        with writing() as session:
            asks.ask(session, viewer, place_id=place.id, asks=wanted, submit_key=key, at=now())
        renew("ask")
        renew("customer")
        st.rerun()


def _give(viewer: Viewer, place: PlaceRow, gift: Given, *, said: str) -> None:
    key = submit_key("given")
    with refusals_shown():
        with writing() as session:
            grants.record(session, viewer, place_id=place.id, given=gift, submit_key=key, at=now())
        renew("given")
        renew("customer")
        st.toast(said, icon=":material/check:")
        st.rerun()


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
        st.markdown("Type what the customer says, or pick a problem. The answer comes at once.")
        st.stop()
served = submit_key("customer")
with reading() as session:
    words = counter.words_at(session, viewer, place=place, problem_id=chosen.problem_id, now=now())
    received = remaining.received(session, counter_card.customer_in_hand(key=served).reference)
    asked_lately = rulings.own_rulings(session, viewer, since=now() - LATELY)
with right:
    who_may = st.container()
    counter_card.rest(words)
    counter_card.customer(received, key=served)
    behind = st.container()
    own_rulings(asked_lately)
answer(place, chosen, Spots(left, who_may, behind), served=served)
