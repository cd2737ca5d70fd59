"""Cover: who is on duty when, so that somebody who may decide is always near."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Permission
from db.commands import cover as commands
from db.queries import people, rota
from db.queries.duty_hours import covered_hours
from db.queries.places import offices_where
from db.session import reading, writing
from pages.components.empty import empty_state
from pages.components.gate import open_screen
from pages.components.heading import finding, second_line
from pages.components.moments import now
from pages.components.offices import choose_office
from pages.components.refusals import refusals_shown
from pages.components.repeating import repeat_part
from pages.components.rota_file import rota_file_part
from pages.components.rota_week import week
from pages.components.skills import skills_part
from pages.components.trainings import training_part

viewer = open_screen(Permission.COVER_CHANGE)
WEEK = timedelta(days=7)
with reading() as session:
    offices = offices_where(session, viewer, Permission.COVER_CHANGE)
heading = st.container()
with st.container(horizontal=True, vertical_alignment="bottom"):
    place = choose_office(offices)
    zone = ZoneInfo(place.zone)
    today = now().astimezone(zone).date()
    try:
        monday = rota.monday_of(date.fromisoformat(st.query_params.get("week", "")))
    except ValueError:
        monday = rota.monday_of(today)
    step = timedelta()
    if st.button("Week before", key="before", icon=":material/chevron_left:"):
        step = -WEEK
    if st.button("Week after", key="after", icon=":material/chevron_right:", icon_position="right"):
        step = WEEK
if step:
    st.query_params["week"] = (monday + step).isoformat()
    st.rerun()
with reading() as session:
    shifts = rota.shifts_of_week(session, viewer, place=place, monday=monday)
    staff = {each.id: each for each in people.people_at(session, viewer, path=place.path)}
    hours = covered_hours(session, offices=[place], now=now())[place.id]
with heading:
    finding(
        f"Managers cover {hours.covered:.0f} of {hours.opening:.0f} hours",
        f"{place.name}, opening hours of the coming 14 days. "
        f"Week of {monday:%-d %b %Y}: {len(shifts)} shifts, on the clock of {place.zone}.",
    )

left, right = st.columns([3, 2], gap="medium")
with left, refusals_shown():
    if not shifts:
        empty_state("Nobody is on the rota this week. Copy another week, or add a shift.")
    week(viewer, place, shifts, monday=monday, today=today)
with right, refusals_shown():
    with st.form("shift", border=True):
        who = st.selectbox(
            "Who", list(staff), key="who",
            format_func=lambda key: f"{staff[key].name}, {staff[key].grade_name}",
        )  # fmt: skip
        day = st.date_input("Day", max(today, monday), key="day", format="DD/MM/YYYY")
        with st.container(horizontal=True):
            begins = st.time_input("From", time(6), key="from", width=120)
            ends = st.time_input("To", time(14), key="to", width=120)
        second_line("An end before the start runs past midnight.")
        if st.form_submit_button("Add shift", key="add", type="primary") and who:
            until = day if ends > begins else day + timedelta(days=1)
            with writing() as session:
                commands.add_shift(
                    session, viewer, person_id=who, place_id=place.id, at=now(),
                    starts_at=datetime.combine(day, begins, zone).astimezone(UTC),
                    ends_at=datetime.combine(until, ends, zone).astimezone(UTC),
                )  # fmt: skip
            st.rerun()
    if st.button("Copy the week before", key="copy", icon=":material/content_copy:"):
        with writing() as session:
            copied = commands.copy_week(
                session, viewer, place_id=place.id, from_monday=monday - WEEK, to_monday=monday,
                at=now(),
            )  # fmt: skip
        st.toast(f"{copied.copied} shifts copied, {copied.left_out} left out.")
        st.rerun()
    repeat_part(viewer, place, monday)
    rota_file_part(viewer, place, monday)
    names = {key: each.name for key, each in staff.items()}
    skills_part(viewer, names)
    training_part(viewer, place, names)
