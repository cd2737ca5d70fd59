"""Behind a number: the escalations that a mark of the measures counts, one by one."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Permission
from db.queries.places import offices_where
from db.queries.selected_rows import rows_behind
from db.rules.spans import whole_weeks
from db.session import reading
from pages.components.behind_rows import (
    back_to_measures,
    basis_in_address,
    behind_heading,
    period_in_address,
    row_behind,
)
from pages.components.empty import empty_state
from pages.components.gate import open_screen
from pages.components.heading import finding, second_line
from pages.components.moments import now
from pages.components.offices import choose_office
from pages.components.paging import paged, search_box, shown_of
from pages.components.selecting import chips, choose_selection, selection_in_address

viewer = open_screen(Permission.MEASURES_SEE)
PER_PAGE = 20
at = now()
with reading() as session:
    offices = offices_where(session, viewer, Permission.MEASURES_SEE)
heading = st.container()
choosers = st.container(horizontal=True, vertical_alignment="center", gap="small", key="chips")
with choosers:
    office = choose_office(offices)
weeks, zone = period_in_address(), ZoneInfo(office.zone)
mondays, today = whole_weeks(at, zone, weeks), at.astimezone(zone).date()
selection = selection_in_address(mondays)
basis = basis_in_address()
with choosers:
    choose_selection(selection, mondays, today=today)
    chips(selection, office, offices, today=today)
words = search_box("Search", key="q", placeholder="Problem, person or place")
with reading() as session:
    found = rows_behind(
        session, viewer, place_id=office.id, weeks=weeks, selection=selection, basis=basis,
        now=at, words=words, limit=1,
    )  # fmt: skip
part = paged(found.total, key="page", per_page=PER_PAGE)
with reading() as session:
    found = rows_behind(
        session, viewer, place_id=office.id, weeks=weeks, selection=selection, basis=basis,
        now=at, words=words, limit=part.limit, offset=part.offset,
    )  # fmt: skip
with heading:
    finding(*behind_heading(found, basis, mondays, selection, today=today))
    if st.button("Back to the measures", key="back", icon=":material/arrow_back:", type="tertiary"):
        back_to_measures(office, weeks, selection)
if not found.rows:
    empty_state("No ask fits. Take a part of the selection away, or search for fewer words.")
for row in found.rows:
    row_behind(row, zone)
second_line(shown_of(part, found.total, "asks"))
