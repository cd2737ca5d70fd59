"""Audit: read the offices' signed minutes, riskiest first, and leave findings."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Permission
from db.queries import audit_reading, findings
from db.queries.audit_reading import Filter
from db.queries.places import offices_where
from db.rules.words import Origin
from db.session import reading
from pages.components.empty import empty_state
from pages.components.finding_form import finding_form
from pages.components.gate import open_screen
from pages.components.heading import finding, second_line
from pages.components.minutes_reading import queue_row, reading_pane
from pages.components.moments import now
from pages.components.one_on_phones import one_on_phones
from pages.components.paging import paged, search_box, shown_of
from pages.components.sets_to_approve import sets_that_wait

viewer = open_screen(Permission.MINUTES_AUDIT)
PER_PAGE, MOST_BESIDE = 8, 2
UNREAD, READ = "To read", "Read"
asked_for = [int(each) for each in st.query_params.get("open", "").split(",") if each.isdigit()]


def show(*minutes_ids: int) -> None:
    """Open these sets, and carry that in the address; none goes back to the queue."""
    st.query_params["open"] = ",".join(str(each) for each in minutes_ids)
    st.rerun()


with reading() as session:
    offices = offices_where(session, viewer, Permission.MINUTES_AUDIT)
names = {each.path: each.name for each in offices}
heading = st.container()
with st.expander("Filter", icon=":material/filter_list:", key="filter"):
    words = search_box("Search", key="q", placeholder="Words in an item, an owner or an office")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        origin = st.pills("Origin", list(Origin), format_func=lambda each: each.label, key="origin")
        path = st.selectbox("Office", list(names), index=None, key="office", width=240,
                            format_func=lambda each: names[each],
                            placeholder="Every office")  # fmt: skip
        only_unanswered = st.toggle("Discussed without an answer", key="unanswered")
with reading() as session:
    wanted = Filter(path or "", origin, only_unanswered, words)
    queue = audit_reading.reading_queue(session, viewer, wanted=wanted, now=now())
    # A wide screen reads the riskiest set at once; a phone shows the queue until one is chosen.
    shown = asked_for[:MOST_BESIDE] or [each.id for each in queue.to_read[:1]]
    opened = audit_reading.minutes_beside(session, viewer, queue, minutes_ids=shown)
    open_findings = findings.findings(session, viewer, limit=1, now=now())[1]
rows_of = {UNREAD: queue.to_read, READ: queue.read}
total = len(queue.to_read) + len(queue.read)
last = queue.last_read_at
told = f" You last read on {last.astimezone(ZoneInfo(viewer.zone)):%-d %b}." if last else ""
with heading:
    noun = "set" if len(queue.to_read) == 1 else "sets"
    finding(
        f"{len(queue.to_read) or 'No'} {noun} of minutes to read",
        f"Riskiest first. {len(queue.offices)} offices, {total} huddles in 120 days.{told}",
    )

sets_that_wait(viewer)
is_beside = len(opened) == MOST_BESIDE
one_on_phones("audit-queue", "audit-pane", shows_pane=bool(asked_for))
left, right = (st.container(), st.container()) if is_beside else st.columns([2, 3], gap="medium")
with left, st.container(key="audit-queue"):
    if not is_beside:
        with st.container(horizontal=True, vertical_alignment="center"):
            which = st.segmented_control(
                "Which", list(rows_of), default=UNREAD, required=True, key="which",
                format_func=lambda each: f"{each}, {len(rows_of[each])}",
                label_visibility="collapsed",
            )  # fmt: skip
            if st.button(
                f"Findings, {open_findings}", key="findings", icon=":material/flag:",
                type="tertiary",
            ):  # fmt: skip
                st.switch_page("audit/findings.py")
        rows = rows_of[which or UNREAD]
        part = paged(len(rows), key="page", per_page=PER_PAGE)
        for row in rows[part.offset : part.offset + part.limit]:
            if queue_row(row, is_open=row.id in shown):
                show(row.id)
        if rows:
            second_line(shown_of(part, len(rows), "sets"))
        else:
            empty_state("Nothing here fits. Change the filter, or look at what was read.")
with right, st.container(key="audit-pane"):
    if opened:
        here = {each.minutes.place_id for each in opened}
        others = {
            each.id: f"{each.place_name}, {each.held_on:%a %-d %b}"
            for each in (*queue.to_read, *queue.read)
            if each.place_id not in here
        }
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if asked_for and st.button(
                "Back to the queue", key="back", icon=":material/arrow_back:"
            ):
                show()
            beside = None if is_beside else st.selectbox(
                "Read beside", list(others), index=None, key=f"beside-{shown[0]}", width=260,
                format_func=lambda each: others[each], placeholder="Another office's minutes",
            )  # fmt: skip
        if beside:
            show(shown[0], beside)
    columns = st.columns(len(opened), gap="medium") if opened else []
    for column, each in zip(columns, opened, strict=True):
        with column, st.container(border=True, key=f"audit-pane-{each.minutes.id}"):
            reading_pane(each)
            finding_form(viewer, each.minutes)
