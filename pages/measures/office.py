"""Measures: how often staff need a manager, how long customers wait, and when."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Permission
from db.queries import measures
from db.queries.bother import bother
from db.queries.changes import limit_changes
from db.queries.levels import levels
from db.queries.office_waits import office_waits
from db.queries.places import offices_where
from db.rules.class_remedies import class_shares
from db.rules.spans import midnight, whole_weeks
from db.session import reading
from pages.components.bother_panel import bother_panel
from pages.components.classes_panel import classes_panel
from pages.components.funnel_panel import funnel_panel
from pages.components.gate import open_screen
from pages.components.heading import finding, section
from pages.components.hours_panel import hours_panel
from pages.components.levels_panel import levels_panel
from pages.components.moments import now
from pages.components.offices import choose_office
from pages.components.periods import choose_weeks
from pages.components.rate_panel import control_chart, rate_heading, rate_panel
from pages.components.waits_panel import choose_clock, choose_stage, waits_heading, waits_panel

viewer = open_screen(Permission.MEASURES_SEE)
at = now()
with reading() as session:
    offices = offices_where(session, viewer, Permission.MEASURES_SEE)
title, choosers = st.columns([5, 4], gap="small", vertical_alignment="center")
with choosers, st.container(horizontal=True, vertical_alignment="center", gap="small"):
    office = choose_office(offices)
    weeks = choose_weeks()
since = midnight(whole_weeks(at, ZoneInfo(office.zone), weeks)[0], ZoneInfo(office.zone))
with reading() as session:
    found = measures.office_weeks(session, viewer, place_id=office.id, weeks=weeks, now=at)
    every = measures.office_totals(session, viewer, weeks=weeks, now=at)
    hours = measures.hours_of_the_week(session, viewer, place_id=office.id, weeks=weeks, now=at)
    classes = measures.classes_of_the_weeks(
        session, viewer, place_id=office.id, weeks=weeks, now=at
    )
    changes = limit_changes(session, viewer, place_id=office.id, since=since, until=at)
chart = control_chart(found)
with title:
    finding(
        rate_heading(found, chart),
        f"{office.name}, {weeks} weeks to {found.last_day:%-d %b %Y}. "
        f"{found.contacts:,} contacts, {found.escalations:,} escalations.",
    )

left, right = st.columns(2, gap="medium")
with left:
    rate_panel(found, chart, changes)
    funnel_panel(every)
    # Counted from the rows, therefore only for whoever wants it.
    if st.toggle("Who answered", key="levels"):
        with reading() as session:
            levels_panel(levels(session, viewer, place_id=office.id, weeks=weeks, now=at))
            bother_panel(bother(session, viewer, place_id=office.id, weeks=weeks, now=at), office)
with right:
    top = st.container()
    stage, clock = choose_stage(), choose_clock()
    with reading() as session:
        waits = office_waits(
            session, viewer, place_id=office.id, stage=stage, clock=clock, weeks=weeks, now=at
        )
    with top:
        section(waits_heading(waits.figures, waits.steps))
    waits_panel(
        office, waits.figures, waits.steps, since=since.astimezone(ZoneInfo(office.zone)).date()
    )
    hours_panel(hours)
    classes_panel(class_shares(classes), hours)
