"""The pieces of the counter card: band, words, who may, the rule behind it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from db.queries.counter import Card
from db.queries.deciders import MayRow
from db.rules.money import Money
from db.rules.words import Answer, AvailabilityState
from pages.components.answer import answer_band, words_to_say
from pages.components.badges import AVAILABILITY, REACH, Badge, badge_for, with_words
from pages.components.escaping import Strong, Words, plain
from pages.components.people import PersonRow, who_may


def band(card: Card, remedy: str, worth: Money | None) -> None:
    """Green, amber or red, with what stands behind it in one line."""
    asked: list[Words] = [f"{remedy} ", Strong(str(worth))] if worth else [remedy]
    if card.answer is Answer.GREEN:
        line = [f"Your limit: {card.value}."]
        answer_band("green", "Yes, you may", asked, meter=_share(card, worth), line=line)
    elif card.answer is Answer.AMBER:
        first = first_decider(card)
        until = f" may, until {_clock(first.until, card)}" if first and first.until else " may"
        who: list[Words] = [Strong(first.name if first else ""), until]
        answer_band("amber", "Ask first", who, line=[_above(card, worth)])
    else:
        headline = "Call Security" if card.is_safety else "Nobody here may"
        answer_band("red", headline, asked, line=[card.why])


def say(card: Card, remedy: str, worth: Money | None) -> None:
    """The words to say; while waiting for somebody, those that hold the customer."""
    opening = card.words.opening if card.words else ""
    opening = opening.replace("{amount}", str(worth or "")).replace("{remedy}", remedy.lower())
    if card.answer is Answer.AMBER:
        first = first_decider(card)
        name = first.name.split()[0] if first else "My manager"
        words_to_say(
            "Say while you wait",
            f"I want to put this right today. {name} decides this with me; I am asking now.",
        )
    elif opening:
        words_to_say("Say", opening)
    elif card.answer is Answer.RED:
        words_to_say(
            "Say", "I cannot decide this here. I find out who can, and I come back to you myself."
        )
    if card.words and card.words.is_stale:
        st.warning("These words are past their date. Check them before you lean on them.")
    if card.legal_sentence:
        st.info(plain(card.legal_sentence), icon=":material/gavel:")


def deciders(card: Card) -> None:
    """Who may decide: those who can come first, then who is reached otherwise."""
    rows = list(card.who_may)
    if card.security is not None:
        rows.insert(0, card.security)
    if not rows:
        with st.container(border=True):
            st.markdown("**Who may**")
            st.markdown("Nobody is on duty here, and no desk is listed. Call your own manager.")
        return
    who_may([_person(row) for row in rows[:6]])


def first_decider(card: Card) -> MayRow | None:
    """The first who may decide and can come now."""
    ready = (
        row
        for row in card.who_may
        if row.covers and row.may_take and row.state is AvailabilityState.AVAILABLE
    )
    return next(ready, None)


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
    zone = ZoneInfo(card.place.zone)
    if card.limit is None:
        rule = "No rule found for this: treated as no authority."
    else:
        since = f"{card.limit.in_force_from.astimezone(zone):%-d %b %Y}"
        until = card.limit.in_force_until or card.limit.unlimited_until
        ends = f"holds until {until.astimezone(zone):%-d %b %Y}" if until else "holds until changed"
        rule = (
            f"Rule R-{card.limit.rule_number}, version {card.limit.version_number}, "
            f"from {since}, {ends}. Set for {card.limit_place}."
        )
    checked = ""
    if card.words and card.words.verified_at:
        day = card.words.verified_at.astimezone(zone)
        checked = f" Words version {card.words.number}, checked by {card.words.verified_by} on "
        checked += f"{day:%-d %b}."
    st.markdown(f":small[:gray[{plain(rule + checked)}]]")


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


def _share(card: Card, worth: Money | None) -> float | None:
    limit = card.limit
    if limit is None or limit.amount is None or worth is None:
        return None
    return float(worth.amount / limit.amount)


def _above(card: Card, worth: Money | None) -> str:
    limit = card.limit
    if limit and limit.amount is not None and worth and limit.currency == worth.currency:
        above = Money(worth.amount - limit.amount, worth.currency)
        if above.amount > 0:
            return (
                f"Your own limit is {Money(limit.amount, worth.currency)}; this is {above} above."
            )
    return card.why


def _clock(moment: datetime, card: Card) -> str:
    return f"{moment.astimezone(ZoneInfo(card.place.zone)):%H:%M}"


def call_label(card: Card) -> str:
    """What the button that calls somebody says: the name of whoever comes first."""
    first = first_decider(card)
    if first is None or card.answer is not Answer.AMBER:
        return "Get a manager"
    return f"Get {first.name.split()[0]} now"
