"""Caps: how often, or how much, in a day, a week or a month; and what is raised for a time."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Permission, is_workplace, may
from db.commands import caps as commands
from db.commands import temporary_limits as raises
from db.queries import caps
from db.queries.catalogue import grades, remedies
from db.queries.places import places_where
from db.queries.problem_titles import problem_titles
from db.queries.temporary_limits import temporary_limits
from db.session import reading, writing
from pages.components.cap_form import cap_form
from pages.components.empty import empty_state
from pages.components.escaping import plain
from pages.components.gate import open_screen
from pages.components.heading import finding, second_line, section
from pages.components.moments import now
from pages.components.offices import choose_office
from pages.components.refusals import refusals_shown

viewer = open_screen(Permission.LIMITS_SEE)
with reading() as session:
    places = places_where(session, viewer, Permission.LIMITS_SEE)
places.sort(key=lambda each: (not is_workplace(each.kind), each.id != viewer.office_id, each.name))
heading = st.container()
place = choose_office(places)
zone = ZoneInfo(place.zone)
with reading() as session:
    rows = caps.caps_at(session, viewer, place=place, at=now())
    raised = temporary_limits(session, viewer, place=place, at=now())
    titles = problem_titles(session, viewer)
    rungs, gifts = grades(session), remedies(session)
with heading:
    said = (
        f"{len(rows)} {'cap binds' if len(rows) == 1 else 'caps bind'}" if rows else "No cap binds"
    )
    finding(
        f"{said} at {place.name}",
        "Every cap that matches binds, and the tightest decides. Days, weeks and months are those "
        "of the office's clock.",
    )
publishable = {each.id for each in places if may(viewer, Permission.LIMITS_PUBLISH, each.path)}
for row in rows:
    with (
        st.container(border=True, key=f"cap-row-{row.cap.id}"),
        st.container(
            horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
        ),
    ):
        since = row.cap.in_force_from.astimezone(zone)
        st.markdown(
            f"**{plain(row.words[0].upper() + row.words[1:])}**  \n{plain(row.about)}  \n"
            f":small[:gray[C-{row.cap.cap_number}, version {row.cap.version_number}, from "
            f"{since:%-d %b %Y %H:%M}. Set for {plain(row.place_name)} by "
            f"{plain(row.published_by)}: {plain(row.note)}]]"
        )
        begun = row.cap.in_force_from < now() and row.cap.in_force_until is None
        if begun and row.place_id in publishable and st.button("End", key=f"end-{row.cap.id}"):
            with refusals_shown():
                with writing() as session:
                    commands.end(session, viewer, cap_id=row.cap.id, at=now())
                st.rerun()
if not rows:
    empty_state("Limits alone decide here. A cap stops what is small once and large in a month.")
if place.id in publishable:
    section("Add a cap")
    cap_form(viewer, place, rungs, gifts, titles)

section("Raised for a time")
for each in raised:
    with (
        st.container(border=True, key=f"raise-row-{each.limit_id}"),
        st.container(
            horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
        ),
    ):
        start, until = each.starts_at.astimezone(zone), each.ends_at.astimezone(zone)
        st.markdown(
            f"**{plain(each.about)}: {plain(each.words)}**  \n"
            f"From {start:%-d %b %Y %H:%M}, ends by itself on {until:%-d %b %Y %H:%M}.  \n"
            f":small[:gray[Set for {plain(each.place_name)} by {plain(each.published_by)}: "
            f"{plain(each.note)}]]"
        )
        may_end = each.place_id in publishable and each.starts_at < now()
        if may_end and st.button("End now", key=f"end-raise-{each.limit_id}"):
            with refusals_shown():
                with writing() as session:
                    raises.end(session, viewer, limit_id=each.limit_id, at=now())
                st.rerun()
if not raised:
    second_line("Nothing is raised for a time. On Limits, give a change an end to raise it.")
