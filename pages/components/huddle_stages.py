"""A huddle before it starts and after it is closed."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Viewer
from db.commands import huddles, minutes
from db.queries.huddles import HuddleView
from db.rules.words import HuddleState
from db.session import writing
from pages.components import moments
from pages.components.badges import HUDDLE, ORIGIN, badge_for, in_line
from pages.components.escaping import plain
from pages.components.hand_offs import kind_badge
from pages.components.heading import finding, second_line, section
from pages.components.huddle_adding import add_item
from pages.components.huddle_words import OUTCOME, huddle_line, huddle_name
from pages.components.refusals import refusals_shown


def prepared(viewer: Viewer, view: HuddleView) -> None:
    """The agenda as it wrote itself; whoever leads may add to it, open it, and start."""
    row = view.row
    planned = sum(item.minutes for item in view.items)
    items = "1 item" if len(view.items) == 1 else f"{len(view.items)} items"
    finding(f"{items} for {row.budget_minutes} minutes", f"{huddle_name(row)}. {huddle_line(row)}.")
    st.markdown(in_line(badge_for(HUDDLE, row.state.value)))
    if view.numbers:
        st.markdown(plain(view.numbers))
    left, right = st.columns([3, 2], gap="medium")
    with left, st.container(gap="xsmall"):
        for item in view.items:
            with st.container(border=True, gap=None):
                badge = in_line(kind_badge(item))
                st.markdown(f"{badge} :small[:gray[{item.minutes} min]]")
                st.markdown(f"**{plain(item.title)}**")
                if item.facts:
                    second_line(item.facts)
    with right:
        second_line(f"{planned} of {row.budget_minutes} minutes are planned.")
        if view.may_lead:
            add_item(viewer, view)
    if view.may_lead:
        _begin(viewer, view)


def _begin(viewer: Viewer, view: HuddleView) -> None:
    row = view.row
    with st.bottom:
        said = st.container(width=656)
    with st.bottom, st.container(horizontal=True, key="thumb-begin", width=656):
        is_draft = row.state is HuddleState.DRAFT
        opened = is_draft and st.button(
            "Open for topics", key="open-for-topics", icon=":material/playlist_add:"
        )
        started = st.button(
            "Start", key="start", icon=":material/play_arrow:", type="primary", width="stretch"
        )
    act = huddles.start if started else huddles.open_for_topics
    if started or opened:
        with said, refusals_shown():
            with writing() as session:
                act(session, viewer, huddle_id=row.id, at=moments.now())
            st.rerun()


def closed(viewer: Viewer, view: HuddleView) -> None:
    """What was decided, for those who were there to confirm, and for whoever leads to sign."""
    row = view.row
    here = [each for each in view.attendance if each.is_present]
    confirmed = [each for each in here if each.confirmed_at is not None]
    finding(
        f"{len(confirmed)} of {len(here)} present have confirmed",
        f"{huddle_name(row)}. {huddle_line(row)}.{_times(view)}",
    )
    st.markdown(in_line(badge_for(HUDDLE, row.state.value)))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        section("What we decided")
        _decided(view)
    with right:
        section("Who was here")
        for each in here:
            sign = "check" if each.confirmed_at else "radio_button_unchecked"
            word = "confirmed" if each.confirmed_at else "not yet"
            st.markdown(f":material/{sign}: {plain(each.name)} :small[:gray[{word}]]")
    _confirm_and_sign(viewer, view)


def _times(view: HuddleView) -> str:
    row = view.row
    if row.started_at is None or row.closed_at is None:
        return ""
    began, ended = (
        moment.astimezone(ZoneInfo(row.zone)) for moment in (row.started_at, row.closed_at)
    )
    used = round((row.closed_at - row.started_at).total_seconds() / 60)
    budget = f"Budget {row.budget_minutes} minutes, used {used}."
    return f" {began:%H:%M} to {ended:%H:%M}. {budget}"


def _decided(view: HuddleView) -> None:
    for item in view.items:
        if item.outcome is None:
            continue
        badges = [OUTCOME[item.outcome]]
        if item.origin is not None:
            badges.append(badge_for(ORIGIN, item.origin.value))
        with st.container(border=True, gap=None):
            st.markdown(in_line(*badges))
            st.markdown(f"**{plain(item.title)}**")
            if item.outcome_text:
                st.markdown(plain(item.outcome_text))
            if item.due_on:
                second_line(f"{item.owner_name}, due {item.due_on:%a %-d %b}")


def _confirm_and_sign(viewer: Viewer, view: HuddleView) -> None:
    own = next((each for each in view.attendance if each.person_id == viewer.person_id), None)
    waits = own is not None and own.is_present and own.confirmed_at is None
    if not waits and not view.may_sign:
        return
    with st.bottom:
        said = st.container(width=656)
    with st.bottom, st.container(horizontal=True, key="thumb-sign", width=656):
        confirm = waits and st.button(
            "Confirm", key="confirm", icon=":material/check:",
            type="secondary" if view.may_sign else "primary", width="stretch",
        )  # fmt: skip
        sign = view.may_sign and st.button(
            "Sign", key="sign", icon=":material/draw:", type="primary", width="stretch"
        )
    with said, refusals_shown():
        if confirm:
            with writing() as session:
                huddles.confirm(session, viewer, huddle_id=view.row.id, at=moments.now())
            st.rerun()
        if sign:
            with writing() as session:
                minutes.sign(session, viewer, huddle_id=view.row.id, at=moments.now())
            st.switch_page("huddles/minutes.py", query_params={"huddle": str(view.row.id)})
