"""The answer of the counter card: a part of the screen that runs by itself.

The problem is chosen once for a customer; remedy and amount many times. What they change is drawn
here, around what stays.
"""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db.access import Permission, Viewer
from db.commands import asks, grants
from db.commands.asks import Ask
from db.commands.grants import Given
from db.queries import counter
from db.queries.card_asks import reason_for
from db.queries.counter import Card
from db.queries.places import PlaceRow
from db.rules.authority import suggested_worths
from db.session import reading, writing
from pages.components import counter_card
from pages.components.gate import still_here
from pages.components.in_hand import InHand, Matter, in_hand
from pages.components.moments import now
from pages.components.refusals import refusals_shown
from pages.components.searching import remedy_field
from pages.components.submitting import renew, submit_key
from pages.components.worth import choose_remedy, choose_worth


@st.fragment
def answer(matter: Matter, left: DeltaGenerator, right: DeltaGenerator) -> None:
    """The card for the chosen problem and what can be done with it, in `left` and `right`."""
    viewer = still_here(Permission.COUNTER_ASK)
    hand, moment = in_hand(matter), now()
    with reading() as session:
        card = counter.card(
            session, viewer, place=matter.place, problem_id=matter.chosen.problem_id,
            remedy_id=hand.remedy.id if hand.remedy else None, asked=hand.worth, now=moment,
            reference=hand.customer.reference, facts=matter.facts(moment),
        )  # fmt: skip
    with left:
        _fields(matter, hand, card)
        counter_card.answer(card, hand.name, hand.worth)
    with right:
        counter_card.deciders(card)
    with st.bottom:
        ask, given = counter_card.acts(card, hand.worth)
    if ask:
        wanted = Ask(
            problem_id=card.problem_id, words=matter.chosen.words,
            reason=reason_for(card, hand.worth),
            remedy_id=hand.remedy.id if hand.remedy else None, worth=hand.worth,
            offered_already=hand.customer.offered, customer_reference=hand.customer.reference,
        )  # fmt: skip
        _ask(viewer, matter.place, wanted)
    if given and hand.remedy and hand.worth:
        of = hand.customer
        gift = Given(hand.remedy.id, hand.worth, card.problem_id, of.reference, of.evidence)
        _give(viewer, matter.place, gift, said=f"Recorded: {hand.given}.")


def _fields(matter: Matter, hand: InHand, card: Card) -> None:
    if hand.remedy is None:
        if not card.is_safety:
            st.markdown("No remedy is in the catalogue yet.")
        return
    with st.container(horizontal=True, wrap=False, gap="small"):
        choose_remedy(matter.found.remedies, key=remedy_field(card.problem_id))
        suggestions = suggested_worths(card.limit, hand.currency)
        choose_worth(hand.currency, suggestions, key="worth", refused=hand.refused)


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
