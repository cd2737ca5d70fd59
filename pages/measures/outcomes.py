"""Outcomes: how it ended for customers, with a manager and without one."""

from __future__ import annotations

import streamlit as st

from db.access import Permission
from db.queries.outcomes import outcomes
from db.queries.places import offices_where
from db.queries.walk_aways import unresolved_ends
from db.session import reading
from pages.components.gate import open_screen
from pages.components.heading import finding
from pages.components.moments import now
from pages.components.offices import choose_office
from pages.components.outcome_panel import outcome_panel
from pages.components.outcome_words import (
    complete_words,
    first_line_words,
    promise_words,
    walk_away_words,
)
from pages.components.periods import choose_weeks
from pages.components.unresolved_panel import unresolved_panel

viewer = open_screen(Permission.MEASURES_SEE)
with reading() as session:
    offices = offices_where(session, viewer, Permission.MEASURES_SEE)
title, choosers = st.columns([5, 4], gap="small", vertical_alignment="center")
with choosers, st.container(horizontal=True, vertical_alignment="center", gap="small"):
    office = choose_office(offices)
    weeks = choose_weeks()
with reading() as session:
    found = outcomes(session, viewer, place_id=office.id, weeks=weeks, now=now())
    ends = unresolved_ends(session, viewer, place_id=office.id, weeks=weeks, now=now())
first_line, walked = found.first_line.settled, found.walk_aways
with title:
    share = first_line.share
    finding(
        f"How it ended for customers in {office.name}"
        if share is None
        else f"Staff in {office.name} settle {100 * share:.0f} % themselves",
        f"{weeks} weeks to {found.last_day:%-d %b %Y}. {first_line.of:,} matters, "
        f"{walked.found.left:,} customers left, {found.promises.rate.of:,} promises.",
    )

left, right = st.columns(2, gap="medium")
with left:
    outcome_panel(
        first_line_words(found.first_line, office), first_line.weeks, share, first_line.interval
    )
    kept = found.promises.kept
    outcome_panel(promise_words(found.promises, office), kept.weeks, kept.share, kept.interval)
with right:
    outcome_panel(
        walk_away_words(walked, office), walked.weeks, walked.found.share, walked.found.interval
    )
    unresolved_panel(ends, office)
    whole = found.complete.complete
    outcome_panel(complete_words(found.complete, office), whole.weeks, whole.share, whole.interval)
