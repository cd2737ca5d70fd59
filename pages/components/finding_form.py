"""The foot of the reading pane: mark as read, or leave a finding for the office to answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from db.access import Viewer
from db.commands import findings as commands
from db.queries import findings
from db.queries.audit_reading import SignedMinutes
from db.session import reading, writing
from pages.components.drafted import drafted_text, forget_drafts
from pages.components.escaping import plain
from pages.components.moments import now
from pages.components.refusals import refusals_shown
from pages.components.submitting import renew, submit_key

A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Left:
    """A finding as it stands in the fields."""

    text: str
    owner_id: int
    due_on: date


@st.fragment
def finding_form(viewer: Viewer, minutes: SignedMinutes) -> None:
    """What is missing; the words are kept while they are typed."""
    name = f"finding-{minutes.id}"
    with reading() as session:
        owners = dict(findings.owners_for(session, viewer, place_id=minutes.place_id))
        former = findings.findings_of(session, viewer, minutes_id=minutes.id)
    for text in former:
        st.markdown(f":material/flag: {plain(text)}")
    words = drafted_text(
        viewer,
        "Finding, for the office to answer",
        subject=name,
        placeholder="What is missing, and what good would look like",
    )
    with st.container(horizontal=True):
        owner_id = st.selectbox(
            "Owner",
            list(owners),
            format_func=lambda key: owners[key],
            key=f"owner-{minutes.id}",
            width=220,
        )
        in_a_week = now().date() + A_WEEK
        due_on = st.date_input(
            "Due", in_a_week, key=f"due-{minutes.id}", format="DD/MM/YYYY", width=160
        )
    with st.container(horizontal=True, key=f"thumb-finding-{minutes.id}"):
        is_read = st.button(
            "Read already" if minutes.read_at else "Mark as read",
            key=f"read-{minutes.id}",
            icon=":material/done_all:",
            disabled=minutes.read_at is not None,
        )
        is_sent = st.button(
            "Send finding", key=f"send-{minutes.id}", icon=":material/send:", type="primary"
        )
    if is_read or is_sent:
        left = Left(words, owner_id or 0, due_on) if is_sent else None
        with refusals_shown():
            _act(viewer, minutes, left)


def _act(viewer: Viewer, minutes: SignedMinutes, left: Left | None) -> None:
    """Leave the finding, or only mark the minutes as read; then the queue is drawn anew."""
    name = f"finding-{minutes.id}"
    with writing() as session:
        if left is None:
            commands.mark_read(session, viewer, minutes_id=minutes.id, at=now())
        else:
            commands.leave(
                session,
                viewer,
                minutes_id=minutes.id,
                text=left.text,
                owner_id=left.owner_id,
                due_on=left.due_on,
                submit_key=submit_key(name),
                at=now(),
            )
    if left is not None:
        renew(name)
        forget_drafts(viewer, name)
        st.toast("Sent. The office sees it under Findings.", icon=":material/send:")
    st.rerun()
