"""The answer of the counter card: a part of the screen that runs by itself.

The problem is chosen once for a customer; remedy and amount many times. What they change is drawn
here, around what stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db.access import Permission, Viewer
from db.commands import asks, grants
from db.commands.asks import Ask
from db.commands.grants import Given
from db.queries import counter
from db.queries.card_asks import reason_for
from db.queries.counter import RemedyRow
from db.queries.places import PlaceRow
from db.rules.authority import suggested_worths
from db.session import reading, writing
from pages.components import counter_card
from pages.components.calling_back import call_back
from pages.components.gate import still_here
from pages.components.moments import now
from pages.components.near_asking import near_ask
from pages.components.refusals import refusals_shown
from pages.components.ruling_ask import ask_for_a_ruling
from pages.components.safety_line import safety_beside
from pages.components.searching import Chosen, remedy_field
from pages.components.submitting import renew, submit_key
from pages.components.worth import choose_remedy, choose_worth, remedy_in_hand, worth_in_hand


@dataclass(frozen=True, slots=True)
class Matter:
    """What the answer is about, as long as one customer stands there: where, which problem, what
    can be given for it, and the key of the customer's fields.
    """

    place: PlaceRow
    chosen: Chosen
    remedies: Sequence[RemedyRow]
    served: str


@st.fragment
def answer(matter: Matter, left: DeltaGenerator, right: DeltaGenerator) -> None:
    """The card for the chosen problem and what can be done with it, in `left` and `right`."""
    place, chosen, remedies = matter.place, matter.chosen, matter.remedies
    viewer = still_here(Permission.COUNTER_ASK)
    customer = counter_card.customer_in_hand(key=matter.served)
    field = remedy_field(chosen.problem_id)
    remedy = remedy_in_hand(remedies, key=field)
    currency = remedy.currency if remedy else place.currency
    worth, refused = worth_in_hand(currency, key="worth") if remedy else (None, "")
    with reading() as session:
        card = counter.card(
            session, viewer, place=place, problem_id=chosen.problem_id,
            remedy_id=remedy.id if remedy else None, asked=worth, now=now(),
            reference=customer.reference,
        )  # fmt: skip
    name = remedy.name if remedy else "Help"
    with left:
        if remedy:
            with st.container(horizontal=True, wrap=False, gap="small"):
                choose_remedy(remedies, key=field)
                suggestions = suggested_worths(card.limit, currency)
                choose_worth(currency, suggestions, key="worth", refused=refused)
        elif not card.is_safety:
            st.markdown("No remedy is in the catalogue yet.")
        counter_card.answer(card, name, worth)
    with right:
        counter_card.deciders(card)
        ask_for_a_ruling(viewer, card, words=chosen.words, given=f"{name} {worth or ''}")
        call_back(viewer, card, words=chosen.words, given=f"{name} {worth}" if worth else "",
                  reference=customer.reference)  # fmt: skip
        near_ask(viewer, card, words=chosen.words, remedy=remedy, worth=worth)
    with st.bottom:
        ask, given = counter_card.acts(card, worth)
        safety_beside(viewer, card, words=chosen.words)
    if ask:
        wanted = Ask(
            problem_id=chosen.problem_id, words=chosen.words,
            reason=reason_for(card, worth), remedy_id=remedy.id if remedy else None,
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
