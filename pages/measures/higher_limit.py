"""A higher limit, tried on the past, and drafted as a set of limits in one click."""

from __future__ import annotations

import streamlit as st

from db.access import Permission, may
from db.commands import limit_drafts
from db.queries import catalogue
from db.queries.backtests import over_limits
from db.queries.limit_grids import grid_now
from db.queries.places import places_where
from db.rules.backtests import backtest, best_of, round_limits, trade_offs
from db.rules.money import show_money
from db.rules.over_limits import bunching
from db.rules.raised_limits import raised
from db.rules.words import PlaceKind
from db.session import reading, writing
from pages.components.backtest_panel import facts_panel, heading_of, next_panel, trade_off_panel
from pages.components.empty import empty_state
from pages.components.gate import open_screen
from pages.components.heading import finding, section
from pages.components.moments import now
from pages.components.periods import choose_weeks, period_in_words
from pages.components.placing import choose_place
from pages.components.submitting import submit_key

viewer = open_screen(Permission.MEASURES_SEE)
at = now()
with reading() as session:
    every = places_where(session, viewer, Permission.MEASURES_SEE)
    grades, remedies = catalogue.grades(session), catalogue.remedies(session)
places = [each for each in every if each.kind is not PlaceKind.TEAM]
places.sort(key=lambda each: (each.path.count("/"), each.name))
title, choosers = st.columns([5, 4], gap="small", vertical_alignment="center")
with choosers, st.container(horizontal=True, vertical_alignment="center", gap="small"):
    place = choose_place(places, key="place")
    weeks = choose_weeks(may_be_all=True)
period = period_in_words(weeks)
with reading() as session:
    found = over_limits(session, viewer, place_id=place.id, weeks=weeks, now=at)
limits = round_limits(found.past)
if not limits:
    with title:
        finding("Nobody asked for more than a limit", f"{place.name}, {period}.")
    empty_state("Escalations whose reason is “over my limit” are counted here once there are some.")
    st.stop()

points = trade_offs(found.past, limits)
best = best_of(points, found.past)
limit = st.select_slider(
    "If the limit had been", limits, value=best.limit if best else limits[-1], key="limit",
    format_func=lambda each: show_money(each, place.currency),
)  # fmt: skip
chosen = backtest(found.past, limit)
with title:
    finding(
        heading_of(chosen, place.currency),
        f"{place.name}, {period}. {chosen.cases:,} escalations over a limit.",
    )
left, right = st.columns(2, gap="medium")
with left:
    trade_off_panel(found, points, chosen, period=period, on=at.date())
with right:
    facts_panel(found, chosen, bunching(found.past))
    next_panel(found, found.best_next)
if may(viewer, Permission.LIMITS_DRAFT, place.path) and remedies:
    section("Draft this limit")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        grade = st.selectbox("For", [each.name for each in grades], key="grade", width=220)
        remedy = st.selectbox("Of", [each.name for each in remedies], key="remedy", width=220)
        if st.button("Draft the limit", key="draft", type="primary"):
            with writing() as session:
                grid = raised(grid_now(session, place, at=at), remedy=remedy, grade=grade,
                              limit=limit)  # fmt: skip
                draft_id = limit_drafts.begin(
                    session, viewer, place_id=place.id, cells=grid, note=chosen.sentence,
                    submit_key=submit_key(f"backtest-{place.id}-{grade}-{remedy}-{limit}"), at=at,
                )  # fmt: skip
            st.switch_page("administration/limit_sets.py", query_params={"set": str(draft_id)})
