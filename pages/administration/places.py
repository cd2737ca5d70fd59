"""Places: the tree, what is new in it, and what is set at each place."""

from __future__ import annotations

import streamlit as st

from db.access import Permission, may
from db.commands import places as commands
from db.queries import place_tree
from db.rules.places import LEVELS, countries, currencies, zones
from db.rules.words import PlaceKind
from db.session import reading, writing
from pages.components.badges import Badge, in_line
from pages.components.escaping import plain
from pages.components.gate import open_screen
from pages.components.heading import finding, section
from pages.components.ladder_steps import ladder_part
from pages.components.moments import now
from pages.components.place_settings import closures_part, hours_part
from pages.components.refusals import refusals_shown

viewer = open_screen(Permission.PLACES_CHANGE)
FROM_ABOVE = "As above"
with reading() as session:
    rows = [row for row in place_tree.tree(session, viewer)
            if may(viewer, Permission.PLACES_CHANGE, row.place.path)]  # fmt: skip
by_id = {row.place.id: row for row in rows}
offices = [row for row in rows if row.place.kind is PlaceKind.OFFICE]
finding(f"{len(offices)} offices", f"{len(rows)} places in all, each below its own.")

left, right = st.columns([2, 3], gap="medium")
with left, st.container(gap="xsmall"):
    for row in rows:
        never = row.place.kind is PlaceKind.OFFICE and not row.is_open_ever
        badge = in_line(Badge("no hours", "error", "orange")) if never else ""
        indent = "&nbsp;" * 6 * row.depth
        noun = "person" if row.people == 1 else "people"
        st.markdown(
            f"{indent}**{plain(row.place.name)}** "
            f":small[:gray[{row.place.kind.label}, {row.people} {noun}]] {badge}"
        )
with right:
    wanted = st.query_params.get("office", "")
    keys = list(by_id)
    first = keys.index(int(wanted)) if wanted.isdigit() and int(wanted) in by_id else 0
    chosen = by_id[st.selectbox("Place", keys, first, key="place",
                                format_func=lambda key: by_id[key].place.name)]  # fmt: skip
    place = chosen.place
    with (
        st.expander(f"Add a place below {place.name}", icon=":material/add:", key="add"),
        refusals_shown(),
        st.form("add-place", border=False),
    ):
        kinds = LEVELS[LEVELS.index(place.kind) + 1 :]
        name = st.text_input("Name", key="new-name")
        with st.container(horizontal=True):
            kind = st.selectbox("Kind", kinds, key="new-kind", width=160,
                                format_func=lambda each: each.label)  # fmt: skip
            code = st.text_input("Code", key="new-code", width=120)
            zone = st.selectbox("Time zone", [FROM_ABOVE, *zones()], key="new-zone", width=240)
            currency = st.selectbox("Currency", [FROM_ABOVE, *currencies()], key="new-currency",
                                    width=140)  # fmt: skip
            country = st.selectbox("Country", [FROM_ABOVE, *countries()], key="new-country",
                                   width=140)  # fmt: skip
        if st.form_submit_button("Add place", key="new-send", type="primary"):
            given = {key: "" if value == FROM_ABOVE else value
                     for key, value in (("zone", zone), ("currency", currency),
                                        ("country_code", country))}  # fmt: skip
            with writing() as session:
                commands.add_place(
                    session, viewer, parent_id=place.id, kind=kind, name=name or "",
                    code=code or "", at=now(), **given,
                )  # fmt: skip
            st.rerun()
    section(place.name)
    st.markdown(f":gray[{plain(f'{place.zone}, {place.currency}, {place.country_code}')}]")
    with (
        st.expander("Change or close it", icon=":material/edit:", key="change"),
        refusals_shown(),
    ):
        name = st.text_input("Name", place.name, key=f"name-{place.id}-{chosen.version}")
        code = st.text_input("Code", place.code, key=f"code-{place.id}-{chosen.version}")
        zone = st.selectbox("Time zone", zones(), zones().index(place.zone),
                            key=f"zone-{place.id}-{chosen.version}")  # fmt: skip
        with st.container(horizontal=True):
            if st.button("Save", key="save-place", icon=":material/save:", type="primary"):
                with writing() as session:
                    commands.change_place(
                        session, viewer, place_id=place.id, name=name or "", code=code or "",
                        zone=zone, version=chosen.version, at=now(),
                    )  # fmt: skip
                st.rerun()
            if st.button("Take out of use", key="end-place", icon=":material/block:"):
                with writing() as session:
                    commands.deactivate_place(session, viewer, place_id=place.id, at=now())
                st.rerun()
    if place.kind in {PlaceKind.OFFICE, PlaceKind.TEAM}:
        hours_part(viewer, place)
        closures_part(viewer, place)
        ladder_part(viewer, place)
