"""Measures: how often staff need a manager, how long customers wait, and when."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Permission
from db.queries.changes import limit_changes
from db.queries.measures import OfficeTotals
from db.queries.places import offices_where
from db.queries.problem_asks import asks_by_problem
from db.queries.rates import rate_chart
from db.queries.rebases import rebases
from db.queries.selected import selected_measures
from db.queries.selected_offices import selected_totals
from db.queries.selected_waits import waits_of
from db.rules.class_remedies import class_shares
from db.rules.selections import Part
from db.rules.spans import midnight, whole_weeks
from db.session import reading
from pages.components.behind import Shown
from pages.components.by_problem_panel import by_problem_panel
from pages.components.classes_panel import classes_panel
from pages.components.downloads import whole_screen
from pages.components.funnel_panel import funnel_panel
from pages.components.gate import open_screen
from pages.components.heading import finding, section
from pages.components.hours_panel import hours_panel
from pages.components.moments import now
from pages.components.offices import choose_office
from pages.components.periods import choose_weeks
from pages.components.rate_panel import rate_counts, rate_heading, rate_panel
from pages.components.rebasing import range_chip, range_menu, ranges_shown
from pages.components.selecting import chips, choose_selection, selection_in_address
from pages.components.wait_lengths import length_in_address
from pages.components.waits_panel import choose_clock, choose_stage, waits_heading, waits_panel
from pages.components.who_answered import who_answered

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
    changes = limit_changes(session, viewer, place_id=office.id, since=since, until=at)
    begun = rebases(session, viewer, place_id=office.id, as_of=at)


def every_office() -> list[OfficeTotals]:
    """The offices beside each other, for whoever asks for them."""
    with reading() as session:
        return selected_totals(
            session, viewer, weeks=weeks, selection=selection, now=at, zone=office.zone
        )


found, shown = part.weeks, Shown(office, weeks, selection, part.counted, today)
ranges = ranges_shown(begun, mondays)
chart = rate_chart(found, ranges.starts)
with title:
    finding(
        rate_heading(found, chart),
        f"{shown.where_and_when} {rate_counts(found)} {shown.narrowed(Part.WEEKS)}".rstrip(),
    )
with st.container(horizontal=True, vertical_alignment="center", gap="small", key="chips"):
    choose_selection(selection, mondays, today=today)
    range_menu(viewer, office, mondays, ranges, today=today)
    chips(selection, office, offices, today=today)
    range_chip(ranges, today=today)

left, right = st.columns(2, gap="medium")
with left:
    rate_panel(found, chart, changes, shown, ranges)
    funnel_panel(every_office, shown, offices=len(offices))
    who_answered(viewer, shown, at=at)
with right:
    top = st.container()
    stage, clock, length = choose_stage(), choose_clock(), length_in_address()
    with reading() as session:
        waits = waits_of(
            session, viewer, place_id=office.id, stage=stage, clock=clock, weeks=weeks,
            selection=selection, now=at, within=(length,),
        )  # fmt: skip
    with top:
        section(waits_heading(waits))
    waits_panel(waits, since=selection.mondays_of(mondays)[0], shown=shown)
    hours_panel(part.hours, shown)
    classes_panel(class_shares(part.classes), part.hours, shown)
    if st.toggle("Each problem", key="by-problem", bind="query-params"):
        with reading() as session:
            each = asks_by_problem(
                session, viewer, place_id=office.id, stage=stage, weeks=weeks,
                selection=selection, now=at,
            )  # fmt: skip
        by_problem_panel(viewer, each, shown, stage=stage)
whole_screen(shown.pictures, name=f"measures {office.name}", title=rate_heading(found, chart))
