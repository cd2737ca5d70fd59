"""Outcomes: how it ended for customers, with a manager and without one."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Permission
from db.queries.outcomes import outcomes
from db.queries.places import offices_where
from db.queries.walk_aways import unresolved_ends
from db.rules.selections import Part
from db.rules.spans import whole_weeks
from db.session import reading
from pages.components.behind import Shown
from pages.components.counted import counted
from pages.components.downloads import whole_screen
from pages.components.gate import open_screen
from pages.components.heading import finding
from pages.components.hearing_panel import hearing_panel
from pages.components.moments import now
from pages.components.offices import choose_office
from pages.components.outcome_panel import FEW, Share, outcome_panel
from pages.components.outcome_words import (
    complete_words,
    first_line_words,
    promise_words,
    walk_away_words,
)
from pages.components.periods import choose_weeks
from pages.components.reopened_panel import reopened_panel
from pages.components.selecting import chips, choose_selection, selection_in_address
from pages.components.unresolved_panel import unresolved_panel

viewer = open_screen(Permission.MEASURES_SEE)
at, PARTS = now(), (Part.WEEKS,)
with reading() as session:
    offices = offices_where(session, viewer, Permission.MEASURES_SEE)
title, choosers = st.columns([5, 4], gap="small", vertical_alignment="center")
with choosers, st.container(horizontal=True, vertical_alignment="center", gap="small"):
    office = choose_office(offices)
    weeks = choose_weeks()
zone = ZoneInfo(office.zone)
mondays, today = whole_weeks(at, zone, weeks), at.astimezone(zone).date()
selection = selection_in_address(mondays, PARTS)
with reading() as session:
    whole = outcomes(session, viewer, place_id=office.id, weeks=weeks, now=at)
    part, chosen = whole, selection.mondays_of(mondays)
    if selection.weeks:
        part = outcomes(session, viewer, place_id=office.id, weeks=weeks, now=at, chosen=chosen)
    ends = unresolved_ends(session, viewer, place_id=office.id, weeks=weeks, now=at, chosen=chosen)
shown = Shown(office, weeks, selection, 0, today)
first_line, walked = part.first_line.settled, part.walk_aways.found
share = first_line.share
said = (
    f"How it ended for customers in {office.name}"
    if share is None
    else f"{office.name}: {counted(first_line.of, 'matter')}, too few to judge"
    if first_line.of < FEW
    else f"Staff in {office.name} settle {100 * share:.0f} % themselves"
)
with title:
    finding(
        said,
        f"{shown.where_and_when} {counted(first_line.of, 'matter')}, "
        f"{counted(walked.left, 'customer')} left, "
        f"{counted(part.promises.rate.of, 'promise')}. {shown.narrowed()}".rstrip(),
    )
with st.container(horizontal=True, vertical_alignment="center", gap="small", key="chips"):
    choose_selection(selection, mondays, today=today, parts=PARTS)
    chips(selection, office, offices, today=today)

left, right = st.columns(2, gap="medium")
with left:
    told = first_line_words(part.first_line, office)
    outcome_panel(told, Share.of_outcome(whole.first_line.settled), Share.of_outcome(first_line),
                  shown)  # fmt: skip
    told = promise_words(part.promises, office)
    outcome_panel(told, Share.of_outcome(whole.promises.kept),
                  Share.of_outcome(part.promises.kept), shown)  # fmt: skip
    told = complete_words(part.complete, office)
    outcome_panel(told, Share.of_outcome(whole.complete.complete),
                  Share.of_outcome(part.complete.complete), shown)  # fmt: skip
with right:
    told = walk_away_words(part.walk_aways, office)
    every, some = whole.walk_aways, part.walk_aways
    outcome_panel(told, Share(every.weeks, every.found.share, every.found.interval),
                  Share(some.weeks, some.found.share, some.found.interval), shown)  # fmt: skip
    unresolved_panel(ends, shown)
    reopened_panel(viewer, shown, at=at)
hearing_panel(viewer, shown, offices=len(offices), at=at)
whole_screen(shown.pictures, name=f"outcomes {office.name}", title=said)
