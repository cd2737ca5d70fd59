"""Safety: the records that the viewer may read, and the care afterwards. Reading leaves a trace."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Permission
from db.commands import safety as commands
from db.commands.safety import SafetyReading
from db.queries import safety
from db.rules.refusals import Refusal
from db.session import reading, writing
from pages.components.acts import refusal_of_the_last_act
from pages.components.after_care import after_care_rows
from pages.components.empty import empty_state
from pages.components.escaping import plain
from pages.components.gate import open_screen
from pages.components.heading import finding, second_line, section
from pages.components.moments import now
from pages.components.paging import paged, search_box, shown_of
from pages.components.safety_line import READERS, describe_form

viewer = open_screen(Permission.SAFETY_REPORT)
PER_PAGE = 20


def opened() -> SafetyReading | None:
    """The record of the address, read once more by the viewer; None for the list."""
    wanted = st.query_params.get("record", "")
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 10):  # noqa: PLR2004 - no key is longer.
        return None
    try:
        with writing() as session:
            return commands.read(session, viewer, record_id=int(wanted), at=now())
    except Refusal as refusal:
        st.error(plain(str(refusal)), icon=":material/lock:")
        return None


def show(record: SafetyReading) -> None:
    """One record with its words, and the care afterwards."""
    zone = ZoneInfo(record.zone)
    when = record.reported_at.astimezone(zone)
    finding(f"Safety matter at {record.place}", f"{record.reporter}, {when:%-d %b %Y, %H:%M}")
    if st.button("All records", key="back", icon=":material/arrow_back:"):
        st.query_params.pop("record", None)
        st.rerun()
    refusal_of_the_last_act()
    left, right = st.columns([3, 2], gap="medium")
    with left:
        section("What happened")
        if record.problem:
            st.markdown(f":gray[Problem:] {plain(record.problem)}")
        for each in record.said:
            with st.container(border=True, gap="xsmall"):
                st.markdown(plain(each.words))
                second_line(f"{each.who}, {each.at.astimezone(zone):%-d %b %Y, %H:%M}")
        if not record.said:
            st.markdown("Nobody has written down yet what happened.")
        describe_form(viewer, record.id)
    with right:
        section("After-care")
        after_care_rows(viewer, record_id=record.id)


record = opened()
if record is not None:
    show(record)
    st.stop()
heading = st.container()
words = search_box("Search", key="q", placeholder="Place or person")
with reading() as session:
    total = safety.safety_records(session, viewer, words=words, limit=1)[1]
part = paged(total, key="page", per_page=PER_PAGE)
with reading() as session:
    rows, _ = safety.safety_records(
        session, viewer, words=words, limit=part.limit, offset=part.offset
    )
with heading:
    noun = "safety record" if total == 1 else "safety records"
    finding(f"{total:,} {noun} open to you" if total else "No safety record", READERS)
for row in rows:
    when = row.reported_at.astimezone(ZoneInfo(row.zone))
    cares = f"{row.open_cares} open" if row.open_cares else "closed"
    with st.container(border=True, key=f"row-{row.id}", gap="small", horizontal=True):
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{plain(f'Safety matter at {row.place_name}')}**")
            second_line(f"{row.reporter}, {when:%-d %b %Y, %H:%M}. After-care: {cares}.")
        if st.button("Read", key=f"read-{row.id}", icon=":material/lock_open:"):
            st.query_params["record"] = str(row.id)
            st.rerun()
if rows:
    second_line(shown_of(part, total, "safety records"))
elif words:
    empty_state("No record is of this place or person. Try other words.")
else:
    empty_state("Nothing was reported. In danger, tap Safety on the counter card.")
