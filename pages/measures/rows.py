"""Behind a number: the rows that a mark of the measures counts, one by one."""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Permission
from db.queries.behind import Page
from db.queries.places import offices_where, places_where
from db.queries.selected_rows import rows_behind
from db.queries.sheets import Sheet
from db.rules.bases import Basis
from db.rules.selections import EVERYTHING
from db.rules.spans import whole_weeks
from db.rules.words import PlaceKind
from db.session import reading
from pages.components.behind import PERIOD
from pages.components.behind_rows import (
    back_button,
    behind_heading,
    mark_in_address,
    name_of,
    row_behind,
    sheet_of,
)
from pages.components.downloads import Later, downloads, files
from pages.components.empty import empty_state
from pages.components.gate import open_screen
from pages.components.heading import finding, second_line
from pages.components.moments import now
from pages.components.offices import choose_office
from pages.components.paging import paged, search_box, shown_of
from pages.components.periods import period_in_address
from pages.components.selecting import chips, choose_selection, selection_in_address

viewer = open_screen(Permission.MEASURES_SEE)
PER_PAGE = 20
at, mark = now(), mark_in_address()
with reading() as session:
    places = offices_where(session, viewer, Permission.MEASURES_SEE)
    if mark.is_about_limits or mark.basis is Basis.CASES:
        # A limit is tried on any place and everything below it, and a flaw may belong to any.
        every = places_where(session, viewer, Permission.MEASURES_SEE)
        places = [each for each in every if each.kind is not PlaceKind.TEAM]
heading = st.container()
choosers = st.container(horizontal=True, vertical_alignment="center", gap="small", key="chips")
with choosers:
    place = choose_office(places)
weeks = period_in_address(
    PERIOD, may_be_all=mark.is_about_limits, may_be_any=mark.basis is Basis.CASES
)
zone, selection = ZoneInfo(place.zone), EVERYTHING
mondays, today = whole_weeks(at, zone, weeks), at.astimezone(zone).date()
if mark.parts:
    selection = selection_in_address(mondays, mark.parts)
    with choosers:
        choose_selection(selection, mondays, today=today, parts=mark.parts)
        chips(selection, place, places, today=today)
words = search_box("Search", key="q", placeholder="Problem, person or place")
asked_for = partial(
    rows_behind, viewer=viewer, place_id=place.id, weeks=weeks, selection=selection, mark=mark,
    now=at,
)  # fmt: skip
with reading() as session:
    total = asked_for(session, page=Page(words, limit=1)).total
    part = paged(total, key="page", per_page=PER_PAGE)
    found = asked_for(session, page=Page(words, part.limit, part.offset))


def every_row() -> Sheet:
    """All of them, for a file."""
    with reading() as session:
        return sheet_of(asked_for(session, page=Page(words, limit=None)), mark)


with heading:
    finding(*behind_heading(found, mark, mondays, weeks, selection, today=today))
    back_button(mark, place, weeks, selection)
if not found.rows:
    empty_state("Nothing fits. Take a part of the selection away, or search for fewer words.")
for row in found.rows:
    row_behind(row, zone)
second_line(shown_of(part, found.total, mark.noun))
if found.total:
    with files():
        downloads(Later(name_of(place, mark), every_row), key="rows")
