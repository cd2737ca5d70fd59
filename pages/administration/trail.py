"""Audit trail: who did what, where and when; and whether the chain still holds."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Permission
from db.queries import trail
from db.session import reading
from pages.components.badges import CHAIN, in_line
from pages.components.empty import empty_state
from pages.components.escaping import plain
from pages.components.gate import open_screen
from pages.components.heading import finding, second_line
from pages.components.paging import paged, search_box, shown_of

viewer = open_screen(Permission.TRAIL_SEE)
PER_PAGE = 25
zone = ZoneInfo(viewer.zone)
heading = st.container()
with st.container(horizontal=True, vertical_alignment="bottom"):
    words = search_box("Search", key="q", placeholder="An act, a person, a place, a word of it")
    is_asked = st.button("Verify the chain", key="verify", icon=":material/verified:")
with reading() as session:
    total = trail.trail(session, viewer, words=words, limit=1, offset=0)[1]
with heading:
    finding(f"{total:,} acts on record", f"Latest first, in {viewer.zone}. Nothing here is edited.")
if is_asked:
    with st.spinner("Reading every entry"), reading() as session:
        flaws = trail.flaws(session)
    st.markdown(in_line(CHAIN[not flaws]))
    for flaw in flaws:
        st.error(plain(flaw.sentence), icon=":material/gpp_bad:")
part = paged(total, key="page", per_page=PER_PAGE)
with reading() as session:
    rows, _ = trail.trail(session, viewer, words=words, limit=part.limit, offset=part.offset)
for row in rows:
    with st.container(border=True, key=f"entry-{row.sequence}", gap="xsmall"):
        where = f" at {row.place_name}" if row.place_name else ""
        st.markdown(f"**{plain(row.actor)}** {plain(f'{row.act}{where}')}")
        said = [f"{name}: {text}" for name, text in row.detail if text]
        if said:
            st.markdown(plain(". ".join(said)))
        at = row.at.astimezone(zone)
        second_line(
            f"{at:%-d %b %Y %H:%M:%S}. {row.subject}. Entry {row.sequence}, {row.hash[:12]}"
        )
if rows:
    second_line(shown_of(part, total, "acts"))
else:
    empty_state("No act fits. Search for fewer words.")
