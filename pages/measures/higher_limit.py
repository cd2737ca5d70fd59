"""A higher limit, tried on the past, and drafted as a set of limits in one click."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Permission, may
from db.commands import limit_drafts
from db.queries import catalogue
from db.queries.backtests import over_limits
from db.queries.limit_grids import grid_now
from db.queries.places import places_where
from db.rules.backtests import backtest, best_of, round_limits, trade_offs
from db.rules.over_limits import bunching
from db.rules.raised_limits import raised
from db.rules.selections import EVERYTHING
from db.rules.words import PlaceKind
from db.session import reading, writing
from pages.components.backtest_facts import facts_panel, next_panel
from pages.components.backtest_panel import (
    choose_limit,
    heading_of,
    left_out_counts,
    trade_off_panel,
)
from pages.components.behind import Shown, see_which
from pages.components.counted import counted
from pages.components.downloads import whole_screen
from pages.components.empty import empty_state
from pages.components.gate import open_screen
from pages.components.heading import finding, section
from pages.components.moments import now
from pages.components.offices import choose_office
from pages.components.periods import choose_weeks
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
    place = choose_office(places)
    weeks = choose_weeks(may_be_all=True)
with reading() as session:
    found = over_limits(session, viewer, place_id=place.id, weeks=weeks, now=at)
today = at.astimezone(ZoneInfo(place.zone)).date()
shown = Shown(place, weeks, EVERYTHING, 0, today, is_up_to_now=True)
limits = round_limits(found.past)
if not limits:
    with title:
        finding("Nobody asked for more than a limit", shown.where_and_when)
    empty_state(
        "Escalations whose reason is “over my limit” are counted here once there are some. Choose "
        "a longer period, or another place."
    )
    see_which(left_out_counts(found), shown, key="rows-left-out")
    st.stop()

points = trade_offs(found.past, limits)
best = best_of(points, found.past)
limit = choose_limit(limits, best.limit if best else limits[-1], place.currency)
chosen = backtest(found.past, limit)
said = heading_of(chosen, place.currency)
with title:
    finding(said, f"{shown.where_and_when} {counted(chosen.cases, 'escalation')} over a limit.")
left, right = st.columns(2, gap="medium")
with left:
    trade_off_panel(found, points, chosen, shown)
with right:
    facts_panel(found, chosen, bunching(found.past), shown)
    next_panel(found, found.best_next, shown)
whole_screen(shown.pictures, name=f"higher limit {place.name}", title=said)
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
