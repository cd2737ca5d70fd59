"""Signed minutes as those who were there read them: what was decided, by whom, with what proof."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Viewer
from db.commands import minutes
from db.queries.minutes import MinutesVersion
from db.rules.minutes_text import MinutedItem
from db.session import writing
from pages.components import moments
from pages.components.badges import ANSWERED, ORIGIN, badge_for, in_line
from pages.components.drafted import drafted_text, forget_drafts
from pages.components.escaping import plain
from pages.components.hand_offs import minuted_badge
from pages.components.heading import second_line, section
from pages.components.huddle_words import OUTCOME
from pages.components.refusals import refusals_shown


def paper(version: MinutesVersion) -> None:
    """All that one version says, in the order of the printed page."""
    content = version.content
    away = f" Away: {', '.join(content.away)}." if content.away else ""
    there, of = len(content.present), len(content.present) + len(content.away)
    section(f"Present, {there} of {of}")
    st.markdown(plain(f"{', '.join(content.present)}.{away}"))
    section("What we decided")
    for item in content.items:
        _item(item)
    if content.numbers:
        section("The numbers we looked at")
        st.markdown(plain(content.numbers))
    for addendum in content.addenda:
        section("Addendum")
        st.markdown(plain(addendum.text))
        second_line(f"{addendum.by}, {addendum.at.astimezone(ZoneInfo(content.zone)):%-d %b %H:%M}")
    section("Signed")
    signed = content.signed.at.astimezone(ZoneInfo(content.zone))
    confirmed = f"{len(content.confirmations)} of {there} present have confirmed."
    st.markdown(plain(f"{content.signed.name}, {signed:%-d %b %Y %H:%M %Z}. {confirmed}"))
    second_line(f"Version {version.number}, hash {spaced(version.hash)}")


def spaced(hash_: str) -> str:
    """The first sixteen signs of a hash in groups of four, as paper shows them."""
    return " ".join(hash_[start : start + 4] for start in range(0, 16, 4))


def _item(item: MinutedItem) -> None:
    badges = [minuted_badge(item), OUTCOME[item.outcome]]
    if item.origin is not None:
        badges.append(badge_for(ORIGIN, item.origin.value))
    if item.is_answered is not None:
        badges.append(ANSWERED[item.is_answered])
    with st.container(border=True, gap=None):
        st.markdown(in_line(*badges))
        st.markdown(f"**{plain(f'{item.position}. {item.title}')}**")
        if item.text:
            st.markdown(plain(item.text))
        if item.due_on:
            second_line(f"{item.owner}, due {item.due_on:%a %-d %b %Y}")


@st.fragment
def addendum_form(viewer: Viewer, huddle_id: int) -> None:
    """What was signed stays; a correction is added below it, signed as well."""
    subject = f"addendum-{huddle_id}"
    text = drafted_text(viewer, "What is to be added", subject=subject, height=88)
    if st.button("Sign the addendum", key="addendum-send", icon=":material/draw:"):
        with refusals_shown():
            with writing() as session:
                minutes.add_addendum(
                    session, viewer, huddle_id=huddle_id, text=text, at=moments.now()
                )
            forget_drafts(viewer, subject)
            st.rerun()
