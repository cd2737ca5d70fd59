"""Design briefs: problems that come back, for those who can prevent them."""

from __future__ import annotations

import streamlit as st

from db.access import Permission
from db.queries.design_briefs import BriefRow, briefs
from db.queries.recurrence import tripwire
from db.rules.words import BriefState
from db.session import reading
from pages.components.brief_rows import brief_row, sheet_of
from pages.components.downloads import Later, downloads, files
from pages.components.empty import empty_state
from pages.components.gate import open_screen
from pages.components.heading import finding, second_line
from pages.components.paging import paged, search_box, shown_of

viewer = open_screen(Permission.BRIEF_LEAD)
PER_PAGE = 10
STATES = {"Waiting": BriefState.OPEN, "Watched": BriefState.FIXED, "Closed": BriefState.CLOSED}
heading = st.container()
with st.container(horizontal=True, vertical_alignment="bottom"):
    which = st.segmented_control("Which", list(STATES), default="Waiting", required=True,
                                 key="which", bind="query-params",
                                 label_visibility="collapsed")  # fmt: skip
    words = search_box("Search", key="q", placeholder="A problem, an office, a team or an owner")
state = STATES[which or "Waiting"]
with reading() as session:
    total = briefs(session, viewer, state=state, words=words, limit=1)[1]


def every(many: int) -> list[BriefRow]:
    """All of them that fit, for a file."""
    with reading() as session:
        return briefs(session, viewer, state=state, words=words, limit=many)[0]


part = paged(total, key="page", per_page=PER_PAGE)
with reading() as session:
    rows, _ = briefs(
        session, viewer, state=state, words=words, limit=part.limit, offset=part.offset
    )
with heading:
    said = {"Waiting": "for a fix", "Watched": "since a fix", "Closed": "by the chart"}
    noun = "design brief" if total == 1 else "design briefs"
    wire = tripwire()
    finding(
        f"{total or 'No'} {noun} {which.lower()} {said[which]}",
        f"Opened when cases rise, or reach {wire.threshold} in {wire.weeks} weeks; closed only "
        "when the chart shows the drop.",
    )
for row in rows:
    brief_row(viewer, row)
if rows:
    second_line(shown_of(part, total, "design briefs"))
    name = f"design briefs {(which or 'Waiting').lower()}"
    with files():
        downloads(Later(name, lambda: sheet_of(every(total), name=name)), key="briefs")
else:
    empty_state(
        "None here. A problem that comes back too often opens one by itself, once a day; anybody "
        "who manages an office can open one on the screen of the problem."
    )
