"""Findings: the office answers what the region found; the region follows and closes."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Permission, may
from db.commands import findings as commands
from db.queries import findings
from db.queries.findings import FindingRow
from db.session import reading, writing
from pages.components.badges import Badge, in_line
from pages.components.drafted import drafted_text, forget_drafts
from pages.components.empty import empty_state
from pages.components.escaping import plain
from pages.components.gate import open_screen
from pages.components.heading import finding, second_line
from pages.components.moments import now
from pages.components.paging import paged, search_box, shown_of
from pages.components.refusals import refusals_shown

viewer = open_screen(Permission.FINDING_ANSWER)
PER_PAGE = 10
OPEN, CLOSED = "Open", "Closed"


def standing(row: FindingRow) -> Badge:
    """Where a finding stands, worst first."""
    if row.closed_at:
        return Badge("closed", "check", "green")
    if row.answered_at:
        return Badge("answered, to be closed", "mark_chat_read", "blue")
    if row.is_overdue:
        return Badge("overdue", "error", "red")
    return Badge("waits for an answer", "schedule", "orange")


@st.fragment
def answer_form(row: FindingRow) -> None:
    """The office's own words, kept while they are typed; and the region's button."""
    name = f"answer-{row.id}"
    words = drafted_text(viewer, "Answer", subject=name, start=row.answer, height=90,
                         placeholder="What you did, or will do, and by when")  # fmt: skip
    with st.container(horizontal=True, key=f"thumb-answer-{row.id}"):
        is_sent = st.button("Send answer", key=f"send-{row.id}", icon=":material/send:",
                            type="secondary" if row.answer else "primary")  # fmt: skip
        is_closed = (
            may(viewer, Permission.MINUTES_AUDIT, row.place_path)
            and row.answered_at is not None
            and st.button("Close finding", key=f"close-{row.id}", icon=":material/check:")
        )
    if not is_sent and not is_closed:
        return
    with refusals_shown():
        with writing() as session:
            if is_sent:
                commands.answer(session, viewer, finding_id=row.id, text=words, at=now())
            else:
                commands.close(session, viewer, finding_id=row.id, at=now())
        forget_drafts(viewer, name)
        st.rerun()


heading = st.container()
with st.container(horizontal=True, vertical_alignment="bottom"):
    which = st.segmented_control("Which", [OPEN, CLOSED], default=OPEN, required=True, key="which",
                                 label_visibility="collapsed")  # fmt: skip
    words = search_box("Search", key="q", placeholder="Words of the finding, or an office")
with reading() as session:
    total = findings.findings(
        session, viewer, is_closed=which == CLOSED, words=words, limit=1, now=now()
    )[1]
part = paged(total, key="page", per_page=PER_PAGE)
with reading() as session:
    rows, _ = findings.findings(
        session, viewer, is_closed=which == CLOSED, words=words, limit=part.limit,
        offset=part.offset, now=now(),
    )  # fmt: skip
with heading:
    noun = "finding" if total == 1 else "findings"
    finding(f"{total or 'No'} {which.lower()} {noun}", "Due first on top.")
for row in rows:
    zone = ZoneInfo(row.zone)
    with st.container(border=True, key=f"finding-{row.id}", gap="small"):
        about = f"{row.place_name}, {row.huddle_name} of {row.held_on:%-d %b}"
        st.markdown(f"**{plain(about)}** {in_line(standing(row))}")
        if row.item_title:
            second_line(f"About: {row.item_title}")
        st.markdown(plain(row.text))
        raised = row.raised_at.astimezone(zone)
        second_line(
            f"{row.raised_by} on {raised:%-d %b}. Owner {row.owner}, due {row.due_on:%-d %b %Y}."
        )
        if row.answered_at:
            at = row.answered_at.astimezone(zone)
            if row.closed_at:
                st.markdown(plain(row.answer))
            second_line(f"Answered by {row.answered_by} on {at:%-d %b %H:%M}.")
        if not row.closed_at:
            answer_form(row)
if rows:
    second_line(shown_of(part, total, "findings"))
else:
    empty_state("Nothing to answer. Findings come here when the region leaves one in minutes.")
