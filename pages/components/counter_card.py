"""The pieces of the counter card: band, words, who may, the rule behind it."""

from __future__ import annotations

import streamlit as st

from db.queries.counter import Card
from db.queries.deciders import MayRow
from db.rules.money import Money
from db.rules.words import AvailabilityState
from pages import card_sentences
from pages.components.answer import answer_band, words_to_say
from pages.components.badges import AVAILABILITY, REACH, Badge, badge_for, with_words
from pages.components.escaping import plain
from pages.components.people import PersonRow, who_may


def band(card: Card, remedy: str, worth: Money | None) -> None:
    """Green, amber or red, with what stands behind it in one line."""
    said = card_sentences.band(card, remedy, worth)
    answer_band(said.answer.value, said.headline, said.detail, meter=said.share, line=said.line)


def say(card: Card, remedy: str, worth: Money | None) -> None:
    """The words to say; while waiting for somebody, those that hold the customer."""
    words = card_sentences.say(card, remedy, worth)
    if words is not None:
        words_to_say(*words)
    if card.words and card.words.is_stale:
        st.warning(card_sentences.STALE)
    if card.legal_sentence:
        st.info(plain(card.legal_sentence), icon=":material/gavel:")


def deciders(card: Card) -> None:
    """Who may decide: those who can come first, then who is reached otherwise."""
    rows = card_sentences.deciders(card)
    if not rows:
        with st.container(border=True):
            st.markdown("**Who may**")
            st.markdown(card_sentences.NOBODY)
        return
    who_may([_person(row) for row in rows])


def rest(card: Card) -> None:
    """What else to do and say, in the order of the problem's branch."""
    if card.words is None:
        return
    with st.expander("What else, and what never to say", icon=":material/menu_book:"):
        parts = (f"**{plain(label)}**  \n{plain(text)}" for _, label, text in card.words.parts)
        st.markdown("\n\n".join(parts))
        if card.words.is_variant:
            st.markdown(f":gray[Everywhere else we say:] {plain(card.words.global_opening)}")


def rule_line(card: Card) -> None:
    """The rule, its version and its date; and who checked the words."""
    st.markdown(f":small[:gray[{plain(card_sentences.rule_behind(card))}]]")
    if card.remaining.losers:
        with st.expander("Why this rule, and not another", icon=":material/rule:"):
            st.markdown(f":small[{card_sentences.ORDER}]")
            for each in card.remaining.losers:
                st.markdown(f"**{plain(each.words)}**  \n{plain(each.why)}")


def customer(card: Card, *, key: str) -> tuple[str, str, str]:
    """Who the customer is, what was seen, what was offered; and what they received already. The
    `key` changes with the customer, so that nothing of one stays for the next.
    """
    with st.expander("Customer, and what you offered", icon=":material/person:"):
        said = (
            st.text_input("Customer reference, kept only as a hash", key=f"reference-{key}"),
            st.text_input("What you saw, such as a tag or a receipt", key=f"evidence-{key}"),
            st.text_input("Offered already", key=f"offered-{key}"),
        )
        if card.remaining.received:
            rows = "  \n".join(plain(row) for row in card.remaining.received)
            st.markdown(f"**Received already**  \n{rows}")
    return said


def call_label(card: Card) -> str:
    """What the button that calls somebody says: the name of whoever comes first."""
    return card_sentences.call_label(card)


def _person(row: MayRow) -> PersonRow:
    badge: Badge
    if row.phone:
        badge = with_words(REACH["by_phone"], row.phone)
    elif row.state is AvailabilityState.AVAILABLE:
        badge = REACH["here"]
    else:
        badge = badge_for(AVAILABILITY, row.state.value if row.state else "away")
    title = f"{row.name}, {row.grade_name}" if row.grade_name else row.name
    return PersonRow(title, row.value, badge)
