"""Rows of huddles, slots and actions in lists."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Viewer
from db.commands import actions
from db.queries.actions import ActionRow
from db.queries.huddle_slots import SlotRow
from db.queries.huddles import HuddleRow
from db.rules.words import HuddleState
from db.session import writing
from pages.components import moments
from pages.components.badges import HUDDLE, Badge, badge_for, in_line
from pages.components.escaping import plain
from pages.components.heading import in_small
from pages.components.huddle_words import day_from, time_there
from pages.components.refusals import refusals_shown

RUN, MINUTES = "huddles/run.py", "huddles/minutes.py"
OVERDUE = Badge("overdue", "error", "orange")
TO_VERIFY = Badge("done, does it work?", "pending", "blue")


def slot_words(slot: SlotRow, *, reader_zone: str, at: datetime) -> str:
    """`today at 08:45`, in the words of a sentence."""
    today = at.astimezone(ZoneInfo(slot.zone)).date()
    when = time_there(slot.at, slot.zone, reader_zone=reader_zone)
    day = day_from(slot.held_on, today)
    return f"at {when}" if day == "today" else f"{day} at {when}"


def huddle_rows(rows: list[HuddleRow], *, key: str) -> None:
    """Bordered rows, each with its state and the way in."""
    for row in rows:
        with st.container(
            border=True, key=f"{key}-{row.id}", horizontal=True, wrap=False,
            vertical_alignment="center", gap="small",
        ):  # fmt: skip
            name = f"**{plain(f'{row.name}, {row.place_name}')}**"
            badge = in_line(badge_for(HUDDLE, row.state.value))
            st.markdown(f"{name} {badge}  \n{in_small(_what(row))}", width="stretch")
            if st.button(
                _way(row), key=f"{key}-open-{row.id}", icon=":material/chevron_right:",
                icon_position="right", type="tertiary",
            ):  # fmt: skip
                is_signed = row.state in {HuddleState.SIGNED, HuddleState.AUDITED}
                path = MINUTES if is_signed else RUN
                st.switch_page(path, query_params={"huddle": str(row.id)})


def _what(row: HuddleRow) -> str:
    items = "1 item" if row.items == 1 else f"{row.items} items"
    decided = f", {row.decided} decided" if row.started_at else ""
    return f"{row.held_on:%a %-d %b}, led by {row.chair_name}. {items}{decided}."


def _way(row: HuddleRow) -> str:
    ways = {HuddleState.IN_PROGRESS: "Go in", HuddleState.CLOSED: "Confirm and sign"}
    if row.state in {HuddleState.SIGNED, HuddleState.AUDITED}:
        return "Read"
    return ways.get(row.state, "Agenda")


def action_rows(viewer: Viewer, rows: list[ActionRow], managed: set[int], *, key: str) -> None:
    """Bordered rows of actions; owners mark them done, those who lead say that they worked."""
    for row in rows:
        with st.container(
            border=True, key=f"{key}-{row.id}", horizontal=True, wrap=False,
            vertical_alignment="center", gap="small",
        ):  # fmt: skip
            badges = [Badge(row.kind.label, "label", "gray")]
            if row.is_overdue:
                badges.insert(0, OVERDUE)
            if row.done_at is not None:
                badges.insert(0, TO_VERIFY)
            text = f"{plain(row.text)} {in_line(*badges)}"
            st.markdown(f"{text}  \n{in_small(_who(row))}", width="stretch")
            _act(viewer, row, leads=row.place_id in managed, key=key)


def _who(row: ActionRow) -> str:
    due = f", due {row.due_on:%a %-d %b}" if row.due_on else ", no date"
    where = f" {row.huddle_name}, {row.held_on:%-d %b}." if row.held_on else ""
    return f"{row.owner_name or 'Nobody owns it'}{due}. {row.place_name}.{where}"


def _act(viewer: Viewer, row: ActionRow, *, leads: bool, key: str) -> None:
    act = actions.mark_done
    if row.done_at is None and (leads or row.owner_id == viewer.person_id):
        pressed = st.button("Done", key=f"{key}-done-{row.id}", icon=":material/task_alt:")
    elif row.done_at is not None and leads:
        act = actions.verify_effective
        pressed = st.button("It worked", key=f"{key}-worked-{row.id}", icon=":material/verified:")
    else:
        return
    if pressed:
        with refusals_shown():
            with writing() as session:
                act(session, viewer, action_id=row.id, at=moments.now())
            st.rerun()
