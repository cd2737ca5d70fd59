"""The pieces of the counter card: band, words, who may, the rule behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from db.queries.card_words import Words
from db.queries.counter import Card
from db.queries.deciders import MayRow
from db.queries.exemplars import Worked
from db.rules.money import Money
from db.rules.words import Answer, AvailabilityState
from pages import card_sentences
from pages.components.answer import answer_band
from pages.components.badges import AVAILABILITY, REACH, Badge, badge_for, with_words
from pages.components.escaping import plain
from pages.components.exemplars import worked_lines
from pages.components.people import SECOND_LINE, PersonRow, who_may


def answer(card: Card, remedy: str, worth: Money | None) -> None:
    """Green, amber or red, with what stands behind it in one line; and the words to say, or while
    waiting for somebody those that hold the customer.
    """
    said = card_sentences.band(card, remedy, worth)
    words = card_sentences.say(card, remedy, worth)
    answer_band(
        said.answer.value, said.headline, said.detail, meter=said.share, line=said.line, say=words
    )
    if card.words and card.words.is_stale:
        st.warning(card_sentences.STALE)
    if card.legal_sentence:
        st.info(plain(card.legal_sentence), icon=":material/gavel:")
    if before := card_sentences.ended_before(card):
        st.warning(plain(before))


def deciders(card: Card) -> None:
    """Who may decide: those who can come first, then who is reached otherwise; and the rule."""
    rows = [_person(row) for row in card_sentences.deciders(card)]
    who_may(rows, nobody=card_sentences.nobody(card), below=_rule(card))


def rest(words: Words | None, worked: Sequence[Worked] = ()) -> None:
    """What else to do and say, in the order of the problem's branch, and what worked before."""
    if words is None and not worked:
        return
    with st.expander("What else, and what never to say", icon=":material/menu_book:"):
        parts = [f"**What worked**  \n{worked_lines(worked)}"] if worked else []
        known = words.parts if words else ()
        parts += [f"**{plain(label)}**  \n{plain(text)}" for _, label, text in known]
        if words and words.is_variant:
            parts.append(f":gray[Everywhere else we say:] {plain(words.global_opening)}")
        st.markdown("\n\n".join(parts))


def _rule(card: Card) -> str:
    """The rule, its version and its date; who checked the words; and the rules that lost."""
    losers = "".join(
        f"<li><strong>{escape(each.words)}</strong><br>{escape(each.why)}</li>"
        for each in card.remaining.losers
    )
    why = (
        '<details style="margin-top:.75rem"><summary style="min-height:44px;cursor:pointer">'
        f"Why this rule, and not another</summary><p>{escape(card_sentences.ORDER)}</p>"
        f'<ul style="padding-left:1.25rem">{losers}</ul></details>'
    )
    line = escape(card_sentences.rule_behind(card))
    return f'<div style="{SECOND_LINE};margin-top:1rem">{line}{why if losers else ""}</div>'


@dataclass(frozen=True, slots=True)
class Customer:
    """Who the customer is, what was seen of it, and what they were offered already."""

    reference: str
    evidence: str
    offered: str


def customer(received: Sequence[str], *, key: str) -> None:
    """Who the customer is, what was seen, what was offered; and what they received already. The
    `key` changes with the customer, so that nothing of one stays for the next.
    """
    with st.expander("Customer, and what you offered", icon=":material/person:"):
        st.text_input("Customer reference, kept only as a hash", key=f"reference-{key}")
        st.text_input("What you saw, such as a tag or a receipt", key=f"evidence-{key}")
        st.text_input("Offered already", key=f"offered-{key}")
        if received:
            rows = "  \n".join(plain(row) for row in received)
            st.markdown(f"**Received already**  \n{rows}")


def customer_in_hand(*, key: str) -> Customer:
    """What stands in the fields of `customer`."""
    names = ("reference", "evidence", "offered")
    return Customer(*(st.session_state.get(f"{name}-{key}") or "" for name in names))


def acts(card: Card, worth: Money | None) -> tuple[bool, bool]:
    """The buttons under the thumb, and which was pressed: call somebody; given. When nobody here
    may, the nearest desk is one tap away too.
    """
    desk = card_sentences.first_by_phone(card) if card.answer is Answer.RED else None
    is_ready = card.answer is Answer.GREEN and worth is not None
    with st.container(horizontal=True, key="thumb-actions", width=656):
        asked = st.button(card_sentences.call_label(card), key="ask", width="stretch",
                          type="secondary" if is_ready or (desk and card.is_safety) else "primary",
                          icon=":material/notifications_active:")  # fmt: skip
        if desk is not None:
            number = "".join(sign for sign in desk.phone if sign.isdigit() or sign == "+")
            st.link_button(f"Ring {desk.name}", f"tel:{number}", icon=":material/call:",
                           type="primary" if card.is_safety else "secondary",
                           width="stretch")  # fmt: skip
        given = is_ready and st.button(
            "Given", key="given", icon=":material/check:", type="primary", width="stretch"
        )
    return asked, given


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
