"""Limits: who may give what here, by which rule, and what was changed when."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Permission, ancestors, is_workplace, may
from db.queries import limit_matrix
from db.queries.places import places_where
from db.queries.problem_titles import problem_titles
from db.session import reading
from pages.components.empty import empty_state
from pages.components.escaping import plain
from pages.components.gate import open_screen
from pages.components.heading import finding, section
from pages.components.limit_form import limit_form
from pages.components.moments import now
from pages.components.offices import choose_office
from pages.components.published_sets import published_sets
from pages.components.remedy_form import remedy_form

viewer = open_screen(Permission.LIMITS_SEE)
PER_PAGE = 10
with reading() as session:
    places = places_where(session, viewer, Permission.LIMITS_SEE)
    titles = problem_titles(session, viewer)
# An office first: above it, most rules are not written yet.
places.sort(key=lambda each: (not is_workplace(each.kind), each.id != viewer.office_id, each.name))
heading = st.container()
with st.container(horizontal=True, vertical_alignment="bottom"):
    place = choose_office(places)
    asked_for = st.query_params.get("problem", "")
    known = list(titles)
    is_known = asked_for.isdigit() and int(asked_for) in titles
    first = known.index(int(asked_for)) if is_known else None
    problem_id = st.selectbox("Problem", known, first, format_func=lambda key: titles[key],
                              key="for-problem", placeholder="Any problem", width=320,
                              label_visibility="collapsed")  # fmt: skip
zone = ZoneInfo(place.zone)
with reading() as session:
    rows = limit_matrix.matrix(session, viewer, place=place, problem_id=problem_id, at=now())
cells = [cell for row in rows for cell in row.cells]
empty = sum(cell.limit is None for cell in cells)
about = titles[problem_id] if problem_id else "any problem"
with heading:
    finding(
        f"{empty} of {len(cells)} cells have no rule" if empty else "Every cell has a rule",
        f"{place.name}, {about}, {now().astimezone(zone):%-d %b %Y %H:%M}. "
        "No rule means no authority.",
    )
if rows:
    # A table of words: a screen reader reads it, and a phone scrolls it sideways.
    table = {"Remedy": [row.remedy.name for row in rows]} | {
        cell.grade.name: [row.cells[number].words for row in rows]
        for number, cell in enumerate(rows[0].cells)
    }
    st.dataframe(
        table, hide_index=True, key="matrix", alt=f"What each grade may give at {place.name}",
        column_config={"Remedy": {"pinned": True}}, height="content",
    )  # fmt: skip
else:
    empty_state("No remedy is in the catalogue. Add one, then publish limits for it.")

section("One remedy, rule by rule")
names = {row.remedy.id: row for row in rows}
chosen = st.selectbox("Remedy", list(names), key="remedy", width=320,
                      format_func=lambda key: names[key].remedy.name)  # fmt: skip
if chosen and may(viewer, Permission.LIMITS_PUBLISH, place.path):
    limit_form(viewer, place, names[chosen], problem_id=problem_id)
elif chosen:
    for cell in names[chosen].cells:
        whence = f"{cell.rule}, {cell.place_name}" if cell.rule else "No rule, no authority."
        st.markdown(f"**{plain(cell.grade.name)}** {plain(cell.words)}  \n"
                    f":small[:gray[{plain(whence)}]]")  # fmt: skip
if may(viewer, Permission.REMEDIES_CHANGE, ancestors(place.path)[0]):
    with st.expander("Add a remedy", icon=":material/add:", key="add-remedy"):
        remedy_form(viewer, currency=place.currency)

published_sets(viewer, place, per_page=PER_PAGE)
