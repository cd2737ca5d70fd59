"""Minutes: find what was signed, read it, print it, take it along, add to it."""

from __future__ import annotations

import streamlit as st

from db.access import Permission
from db.queries import huddles, minutes
from db.rules.refusals import Refusal
from db.session import reading
from pages.components.empty import empty_state
from pages.components.escaping import plain
from pages.components.gate import open_screen
from pages.components.heading import finding, second_line
from pages.components.huddle_asked import asked_number
from pages.components.minutes_paper import addendum_form, paper
from pages.components.paging import paged, search_box, shown_of

PER_PAGE = 20

viewer = open_screen(Permission.HUDDLE_SEE)
asked = asked_number("huddle")
if asked:
    try:
        with reading() as session:
            versions = minutes.versions(session, viewer, huddle_id=asked)
            may_sign = huddles.huddle(session, viewer, huddle_id=asked).may_sign
    except Refusal as refusal:
        st.title("No minutes here", anchor=False)
        if empty_state(str(refusal), action="See all minutes", key="to-minutes"):
            st.query_params.clear()
            st.rerun()
        st.stop()
    newest = versions[-1]
    content = newest.content
    finding(
        f"{content.name}, {content.place}",
        f"{content.held_on:%A %-d %B %Y}, led by {content.chair}. Version {newest.number}.",
    )
    with st.container(horizontal=True, key="thumb-paper", gap="small"):
        if st.button("All minutes", key="all-minutes", icon=":material/arrow_back:"):
            st.query_params.clear()
            st.rerun()
        st.link_button("Print", f"/minutes/{asked}", key="print", icon=":material/print:")
        with reading() as session:
            file = minutes.export(session, viewer, huddle_id=asked)
        st.download_button(
            "Take along",
            file,
            file_name=f"minutes-{content.held_on}-{asked}.json",
            mime="application/json",
            key="export",
            icon=":material/download:",
            on_click="ignore",
            help="A file that anybody can verify without Readyroom's record",
        )
    paper(newest)
    if may_sign:
        with st.expander("Add an addendum", icon=":material/edit_note:"):
            addendum_form(viewer, asked)
    st.stop()

head = st.container()
words = search_box("Search minutes", key="minutes", placeholder="A problem, a name, a word")
with reading() as session:
    total = minutes.signed_minutes(session, viewer, words=words, limit=1)[1]
part = paged(total, key="minutes-page", per_page=PER_PAGE)
with reading() as session:
    rows = minutes.signed_minutes(
        session, viewer, words=words, limit=part.limit, offset=part.offset
    )[0]
with head:
    noun = "huddle has" if total == 1 else "huddles have"
    finding(f"{total:,} {noun} signed minutes" if total else "No signed minutes yet")
for row in rows:
    items = row.content.items
    unanswered = sum(item.is_answered is False for item in items)
    said = f"{len(items)} items, {unanswered} unanswered. Signed by {row.signed_by}."
    with (
        st.container(border=True, key=f"minutes-row-{row.huddle_id}"),
        st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"),
    ):
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{plain(f'{row.name}, {row.place_name}')}**")
            second_line(f"{row.held_on:%a %-d %b %Y}. {said}")
        if st.button(
            "Read", key=f"read-{row.huddle_id}", icon=":material/chevron_right:",
            icon_position="right", type="tertiary",
        ):  # fmt: skip
            st.query_params["huddle"] = str(row.huddle_id)
            st.rerun()
if rows:
    second_line(shown_of(part, total, "minutes"))
elif empty_state(
    "No minutes say this. Try other words."
    if words
    else "Minutes appear here when a huddle is closed and signed.",
    action="See the huddles",
    key="to-huddles",
):
    st.switch_page("huddles/huddles.py")
