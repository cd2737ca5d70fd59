"""Coverage: in which hours of the week nobody on duty may approve enough."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Permission
from db.queries import catalogue
from db.queries.coverage import coverage
from db.queries.places import offices_where
from db.rules.coverage import NOBODY
from db.session import reading
from pages.components.counted import counted
from pages.components.coverage_map import (
    gap_sheet,
    hour_rows,
    hours_by_name,
    said,
    week_files,
    week_map,
)
from pages.components.downloads import downloads, files
from pages.components.empty import empty_state
from pages.components.escaping import plain
from pages.components.explain import Explanation, LeftOut, explain
from pages.components.gate import open_screen
from pages.components.heading import finding, second_line, section
from pages.components.moments import now
from pages.components.offices import choose_office

viewer = open_screen(Permission.READINESS_SEE)
moment = now()
FEW, ANY_REMEDY = 6, 0
with reading() as session:
    offices = offices_where(session, viewer, Permission.READINESS_SEE)
    remedies = catalogue.remedies(session)
heading = st.container()
with st.container(horizontal=True, vertical_alignment="center"):
    office = choose_office(offices)
    names = {each.id: each for each in remedies}
    picked = st.selectbox("Remedy", [ANY_REMEDY, *names], key="remedy", width=260,
                          format_func=lambda key: names[key].name if key else "Any remedy",
                          label_visibility="collapsed")  # fmt: skip
if not names:
    with heading:
        finding("No hour can be judged yet")
    empty_state("No remedy is in the catalogue yet. Limits cover remedies; add one first.")
    st.stop()
with reading() as session:
    every = coverage(
        session, viewer, offices=offices, remedy=names.get(picked or ANY_REMEDY), now=moment
    )
here = next(each for each in every if each.office.id == office.id)
# Amounts of two currencies are not compared: each is set against the best hour of its office.
told = sorted(
    (gap.reach > NOBODY, each.share(gap.reach), -gap.hours, said(each, gap))
    for each in every
    for gap in each.gaps
)
hours = sum(gap.hours for each in every for gap in each.gaps if gap.reach == NOBODY)
what = names[picked].name if picked else "Any remedy that is counted in money"
with heading:
    finding(
        f"{counted(hours, 'open hour')} a week with nobody to approve"
        if hours
        else "Somebody is there in every open hour"
        if any(each.reach for each in every)
        else "No opening hours are written yet",
        f"{what}, {counted(len(every), 'office')}, the coming 14 days, each hour by its worst.",
    )

left, right = st.columns([3, 2], gap="medium")
with left:
    section(office.name)
    chosen = week_map(here) if here.reach else None
    if not here.reach:
        empty_state("No opening hours are written for this office, so no hour can be judged.")
    by_name = hours_by_name(here)
    asked = st.selectbox("Look into", list(by_name), index=None, key="gap",
                         placeholder="Choose a gap or an hour, or click one")  # fmt: skip
    at = chosen or (by_name[asked] if asked else None)
    if at is not None:
        hour_rows(here, at)
    if here.reach:
        week_files(here, what=what, on=moment.astimezone(ZoneInfo(office.zone)).date())
with right:
    section("Nobody first, then the lowest for their office")
    for *_, sentence in told[:FEW]:
        st.markdown(plain(sentence))
    if not told:
        empty_state(
            "No gap in any open hour. Limits and cover fit together."
            if any(each.reach for each in every)
            else "Write the opening hours of an office on the screen Places; then gaps are found."
        )
    elif len(told) > FEW:
        with st.expander(f"All {len(told)}", key="all-gaps"):
            st.markdown("  \n".join(plain(sentence) for *_, sentence in told[FEW:]))
    if told:
        with files():
            downloads(gap_sheet(every), key="gaps")
    second_line("Each sentence names the best that somebody on duty may approve in those hours.")
    explain(
        Explanation(
            definition="The highest amount that somebody on duty may approve for the whole of an "
            "open hour, by the limits in force now and the cover of the coming 14 days. For any "
            "remedy the one counts of which each may approve most; pieces, and amounts in another "
            "currency than the office's, are not compared.",
            rows_in=len(here.reach),
            left_out=(LeftOut(7 * 24 - len(here.reach), "hours in which the office is closed"),),
            clock=f"the clock of {office.zone}, summer time included",
            formula="least over the days of the highest limit among those on duty all hour",
            noun="open hours of the week",
        ),
        key="explain-coverage",
    )
