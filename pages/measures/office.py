"""Measures: how often staff need a manager, how long customers wait, and when."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Permission
from db.queries.bother import bother
from db.queries.changes import limit_changes
from db.queries.levels import levels
from db.queries.places import offices_where
from db.queries.problem_asks import asks_by_problem
from db.queries.promises_to_come import promises_to_come
from db.queries.selected import selected_measures
from db.queries.selected_offices import selected_totals
from db.queries.selected_waits import waits_of
from db.rules.class_remedies import class_shares
from db.rules.selections import Part
from db.rules.spans import midnight, whole_weeks
from db.session import reading
from pages.components.behind import Shown
from pages.components.bother_panel import bother_panel
from pages.components.by_problem_panel import by_problem_panel
from pages.components.classes_panel import classes_panel
from pages.components.come_panel import come_panel
from pages.components.downloads import files
from pages.components.funnel_panel import funnel_panel
from pages.components.gate import open_screen
from pages.components.heading import finding, section
from pages.components.hours_panel import hours_panel
from pages.components.levels_panel import levels_panel
from pages.components.moments import now
from pages.components.offices import choose_office
from pages.components.periods import choose_weeks
from pages.components.pictures import picture_buttons
from pages.components.rate_panel import control_chart, rate_heading, rate_panel
from pages.components.rebasing import rebase_chip, rebase_in_address
from pages.components.selecting import chips, choose_selection, selection_in_address
from pages.components.waits_panel import choose_clock, choose_stage, waits_heading, waits_panel

viewer = open_screen(Permission.MEASURES_SEE)
at = now()
with reading() as session:
    offices = offices_where(session, viewer, Permission.MEASURES_SEE)
title, choosers = st.columns([5, 4], gap="small", vertical_alignment="center")
with choosers, st.container(horizontal=True, vertical_alignment="center", gap="small"):
    office = choose_office(offices)
    weeks = choose_weeks()
zone = ZoneInfo(office.zone)
mondays, today = whole_weeks(at, zone, weeks), at.astimezone(zone).date()
since = midnight(mondays[0], zone)
selection = selection_in_address(mondays)
with reading() as session:
    part = selected_measures(
        session, viewer, place_id=office.id, weeks=weeks, selection=selection, now=at
    )
    every = selected_totals(
        session, viewer, weeks=weeks, selection=selection, now=at, zone=office.zone
    )
    changes = limit_changes(session, viewer, place_id=office.id, since=since, until=at)
found, shown = part.weeks, Shown(office, weeks, selection, part.counted, today)
rebased = rebase_in_address(mondays)
chart = control_chart(found, rebased=rebased)
with title:
    finding(
        rate_heading(found, chart),
        f"{office.name}, {weeks} weeks to {found.last_day:%-d %b %Y}. "
        f"{found.contacts:,} contacts, {found.escalations:,} escalations. "
        f"{shown.narrowed(Part.WEEKS)}",
    )
with st.container(horizontal=True, vertical_alignment="center", gap="small", key="chips"):
    choose_selection(selection, mondays, today=today)
    chips(selection, office, offices, today=today)
    rebase_chip(rebased, today=today)

left, right = st.columns(2, gap="medium")
with left:
    rate_panel(found, chart, changes, shown)
    funnel_panel(every, shown)
    # Counted from the rows, therefore only for whoever wants it.
    if st.toggle("Who answered", key="levels"):
        with reading() as session:
            levels_panel(levels(session, viewer, place_id=office.id, weeks=weeks, now=at), office)
            bother_panel(bother(session, viewer, place_id=office.id, weeks=weeks, now=at), office)
            came = promises_to_come(session, viewer, place_id=office.id, weeks=weeks, now=at)
            come_panel(viewer, came, office)
with right:
    top = st.container()
    stage, clock = choose_stage(), choose_clock()
    with reading() as session:
        waits = waits_of(
            session, viewer, place_id=office.id, stage=stage, clock=clock, weeks=weeks,
            selection=selection, now=at,
        )  # fmt: skip
    with top:
        section(waits_heading(waits.figures, waits.steps))
    since_day = selection.mondays_of(mondays)[0]
    waits_panel(office, waits.figures, waits.steps, since=since_day, shown=shown)
    hours_panel(part.hours, shown)
    classes_panel(class_shares(part.classes), part.hours, shown)
    if st.toggle("Each problem", key="by-problem"):
        with reading() as session:
            each = asks_by_problem(
                session, viewer, place_id=office.id, stage=stage, weeks=weeks, now=at
            )
        by_problem_panel(viewer, each, office, stage=stage)
if shown.pictures:
    with files():
        st.markdown(":gray[All of this screen]", width="content")
        name = f"measures {office.name}"
        picture_buttons(shown.pictures, name=name, key="screen", title=rate_heading(found, chart))
