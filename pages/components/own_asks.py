"""The viewer's own open asks, beside whatever screen they are on."""

from __future__ import annotations

import streamlit as st

from db.access import Permission, Viewer
from db.commands import escalations
from db.queries import escalations as questions
from db.queries.hand_offs import lines_at
from db.queries.happenings import newest_happening
from db.session import reading
from pages.components.acts import refusal_of_the_last_act, submit
from pages.components.asked import steps
from pages.components.came_back import was_here_before
from pages.components.gate import still_here
from pages.components.hand_offs import agreed_line
from pages.components.happenings import run_when_something_happens
from pages.components.moments import now
from pages.components.walking_away import left_menu


@st.fragment
def own_asks() -> None:
    """Every open ask with its steps, drawn anew at each; the customer may leave at any time."""
    viewer = still_here(Permission.COUNTER_ASK)
    with reading() as session:
        seen = newest_happening(session).total
        rows = questions.own_open_asks(session, viewer)
        told = {row.id: questions.events(session, viewer, escalation_id=row.id) for row in rows}
        agreed = lines_at(session, {row.place_path for row in rows})
    before = st.session_state.get("own-asks")
    st.session_state["own-asks"] = [row.id for row in rows]
    refusal_of_the_last_act()
    for row in rows:
        with st.container(border=True, key=f"ask-{row.id}", gap="small"):
            steps(row, told[row.id], now=now())
            agreed_line(agreed.get(row.place_path))
            with st.container(horizontal=True, key=f"thumb-ask-{row.id}", gap="small"):
                left_menu(row.id, key=f"left-{row.id}")
                st.button(
                    "Not needed",
                    key=f"withdraw-{row.id}",
                    icon=":material/undo:",
                    on_click=submit,
                    args=(escalations.withdraw,),
                    kwargs={"escalation_id": row.id},
                )
            was_here_before(viewer, row)
    run_when_something_happens(key="own-asks-line", seen=seen)
    _say_ended(viewer, before or [], {row.id for row in rows})


def _say_ended(viewer: Viewer, before: list[int], still: set[int]) -> None:
    """One last word about an ask that ended since the look before."""
    for ended in (each for each in before if each not in still):
        with reading() as session:
            row = questions.escalation(session, viewer, escalation_id=ended)
        if row is not None and row.holder_name and row.outcome:
            st.toast(f"{row.holder_name} resolved it: {row.outcome.label}.")
    if before and not still:
        st.rerun()
