"""Readiness: how much of what customers bring the office could handle, and what is missing."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from db.access import Permission
from db.queries.places import offices_where
from db.queries.readiness import readiness_of_all, score_history
from db.session import reading
from pages.charts.readiness import ladder_chart, score_chart
from pages.components import readiness_words as words
from pages.components.downloads import downloads, files
from pages.components.drawing import show_chart
from pages.components.empty import empty_state
from pages.components.explain import explain
from pages.components.gate import open_screen
from pages.components.heading import finding, second_line, section
from pages.components.ladder import Order, counts_by_rung, ladder_of, ladder_sheet
from pages.components.lost_points import lost_rows, lost_sheet
from pages.components.moments import now
from pages.components.must_haves import must_have_rows, ways_to_them
from pages.components.offices import choose_office
from pages.components.paging import paged, shown_of
from pages.components.rungs import rung_key
from pages.components.style import tone
from pages.components.trained_rows import manager_rows

viewer = open_screen(Permission.READINESS_SEE)
at = now()
with reading() as session:
    offices = offices_where(session, viewer, Permission.READINESS_SEE)
title, chooser = st.columns([4, 1], gap="medium", vertical_alignment="center")
with chooser:
    office = choose_office(offices)
with reading() as session:
    found, every = readiness_of_all(session, viewer, place_id=office.id, now=at)
    since = at.date() - timedelta(days=400)
    days = score_history(session, viewer, place_id=office.id, since=since)
weeks = words.weeks(found, days, at=at)
with title:
    finding(words.heading(found), words.count_and_period(found, weeks))

left, right = st.columns([5, 7], gap="medium")
with left:
    section("Score by week")
    if len(weeks) > 1:
        show_chart(score_chart, office.name, words.charted(weeks), key="score")
    else:
        empty_state("The score is kept each night. The line begins with the second week.")
    explain(words.explanation(found), key="explain-score")
    section("Must-haves, never part of the score")
    must_have_rows(found.must_haves)
    ways_to_them(found.must_haves, viewer, office)
    manager_rows(viewer, office)
with right:
    section(words.lost_heading(found))
    shown_whole = st.query_params.get("all") == "1"
    part = paged(len(found.lost), key="page", per_page=10 if shown_whole else len(found.lost) + 1)
    last = part.offset + part.limit if shown_whole else words.FEW
    lost_rows(found.lost[part.offset : last], office, viewer)
    if shown_whole:
        second_line(shown_of(part, len(found.lost), "lost points"))
    elif len(found.lost) > words.FEW:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"The {words.FEW} largest of {len(found.lost)}.", width="content")
            if st.button("See all", key="all", type="tertiary"):
                st.query_params["all"] = "1"
                st.rerun()
    with files():
        downloads(lost_sheet(found.lost, office), key="lost")
    second_line(found.validity.sentence)

section("Every problem in every office")
with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
    order = st.segmented_control(
        "Order",
        list(Order),
        default=Order.WORST,
        required=True,
        key="order",
        label_visibility="collapsed",
    )
    only_gaps = st.toggle("Only cells with a gap", key="gaps")
ladder = ladder_of(every, order or Order.WORST, only_gaps=only_gaps)
rung_key(counts_by_rung(ladder), tone=tone())
if ladder.cells:
    show_chart(ladder_chart, ladder, key="ladder")
else:
    empty_state("No cell has a gap. Name problems in the playbook before customers bring them.")
second_line(words.order_of_offices(every))
downloads(ladder_sheet(ladder), key="ladder")
