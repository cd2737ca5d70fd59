"""The viewer's own open asks, beside whatever screen they are on."""

from __future__ import annotations

import streamlit as st

from db.access import Viewer
from db.commands import escalations
from db.queries import escalations as questions
from db.session import reading, writing
from pages.components.asked import steps
from pages.components.moments import now
from pages.components.refusals import refusals_shown


@st.fragment(run_every=1.0)
def own_asks(viewer: Viewer) -> None:
    """Every open ask with its steps, looked at each second; the customer may leave any time."""
    with reading() as session:
        rows = questions.own_open_asks(session, viewer)
        told = {row.id: questions.events(session, viewer, escalation_id=row.id) for row in rows}
    before = st.session_state.get("own-asks")
    st.session_state["own-asks"] = [row.id for row in rows]
    for row in rows:
        with st.container(border=True, key=f"ask-{row.id}", gap="small"):
            steps(row, told[row.id], now=now())
            with st.container(horizontal=True, key=f"thumb-ask-{row.id}", gap="small"):
                left = st.button("Customer left", key=f"left-{row.id}", icon=":material/logout:")
                drop = st.button("Not needed", key=f"withdraw-{row.id}", icon=":material/undo:")
        if left or drop:
            act = escalations.customer_left if left else escalations.withdraw
            with refusals_shown(), writing() as session:
                act(session, viewer, escalation_id=row.id, at=now())
            st.rerun()
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
