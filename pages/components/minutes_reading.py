"""Signed minutes as the region reads them: rows of the queue, and the pane beside it."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import streamlit as st

from db.queries.audit_reading import Opened, SignedMinutes
from db.rules.audit_checks import GRAVE, WANTS_OWNER, Check, Reason
from db.rules.minutes_text import MinutedItem
from db.rules.words import Origin
from pages.components.badges import ANSWERED, CHAIN, ORIGIN, Badge, badge_for, in_line
from pages.components.escaping import plain
from pages.components.heading import second_line

WHY = Badge("why you see this", "flag", "orange")
NEXT_LINE = "  \n"
NO_OWNER = ":red[:material/person_off: No owner]"


def reason_badge(reason: Reason) -> Badge:
    """Grave reasons are red, lighter ones amber, a random draw is grey."""
    if reason.check is Check.SAMPLE:
        return Badge(reason.words, "casino", "gray")
    if reason.weight >= GRAVE:
        return Badge(reason.words, "error", "red")
    return Badge(reason.words, "flag", "orange")


def queue_row(minutes: SignedMinutes, *, is_open: bool) -> bool:
    """One bordered row: office, day, reasons; true when Open was pressed."""
    with (
        st.container(border=True, key=f"set-{minutes.id}"),
        st.container(horizontal=True, wrap=False, vertical_alignment="center"),
    ):
        badges = in_line(*(reason_badge(reason) for reason in minutes.reasons))
        calm = f"read {minutes.read_at:%-d %b}" if minutes.read_at else "nothing flagged"
        st.markdown(
            f"**{plain(minutes.place_name)}** :small[:gray[{minutes.held_on:%a %-d %b}]]"
            f"{NEXT_LINE}{badges or f':small[:gray[{calm}]]'}",
            width="stretch",
        )
        return st.button(
            "Open now" if is_open else "Open",
            key=f"open-{minutes.id}",
            icon=":material/visibility:" if is_open else ":material/chevron_right:",
            icon_position="right",
            type="tertiary",
            disabled=is_open,
        )


def reading_pane(opened: Opened) -> None:
    """All that one set says, with what is known about its chain and its place."""
    minutes = opened.minutes
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{plain(f'{minutes.place_name}, {minutes.content.name}')}**"
            f"{NEXT_LINE}:small[:gray[{plain(_held(minutes))}]]",
            width="stretch",
        )
        st.markdown(in_line(CHAIN[not opened.chain_flaws]), width="content")
    for flaw in opened.chain_flaws:
        st.error(plain(flaw), icon=":material/gpp_bad:")
    for reason in minutes.reasons:
        st.markdown(f"{in_line(WHY)} {plain(reason.sentence)}")
    for item in minutes.content.items:
        _item(item)
    for addendum in minutes.content.addenda:
        st.markdown(f"{in_line(Badge('addendum', 'edit_note', 'gray'))} {plain(addendum.text)}")
    second_line(f"This office over 60 days: {_mix(opened.mix)}")


def _held(minutes: SignedMinutes) -> str:
    content, zone = minutes.content, ZoneInfo(minutes.zone)
    began, ended = content.started_at.astimezone(zone), content.closed_at.astimezone(zone)
    signed = content.signed.at.astimezone(zone)
    day = "" if signed.date() == content.held_on else f" on {signed:%-d %b}"
    there = len(content.present)
    return (
        f"{content.held_on:%a %-d %b}, {began:%H:%M} to {ended:%H:%M}. "
        f"{there} of {there + len(content.away)} present. "
        f"Signed {signed:%H:%M}{day} by {content.signed.name}."
    )


def _item(item: MinutedItem) -> None:
    badges = []
    if item.origin is not None:
        badges.append(badge_for(ORIGIN, item.origin.value))
    if item.is_answered is not None:
        badges.append(ANSWERED[item.is_answered])
    if not badges:
        badges.append(Badge(item.outcome.label, "label", "gray"))
    with st.container(gap=None):
        st.markdown(in_line(*badges))
        st.markdown(f"**{plain(item.title)}**")
        if item.text:
            st.markdown(plain(item.text))
        if item.owner and item.due_on:
            second_line(f"Owner {item.owner}, due {item.due_on:%-d %b}")
        elif item.outcome in WANTS_OWNER:
            st.markdown(f":small[{NO_OWNER}]")


def _mix(mix: Mapping[Origin, int]) -> str:
    return ", ".join(f"{mix[origin]} {origin.label}" for origin in Origin)
