"""What is set at a place: opening hours, days closed on purpose, and the ladder."""

from __future__ import annotations

from datetime import time
from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Viewer
from db.commands import places as commands
from db.queries import place_tree
from db.queries.places import PlaceRow
from db.rules.places import DAYS, Stretch
from db.session import reading, writing
from pages.components.escaping import plain
from pages.components.heading import second_line, section
from pages.components.moments import now
from pages.components.refusals import refusals_shown


def hours_part(viewer: Viewer, place: PlaceRow) -> None:
    """The opening hours day by day, and a form that adds a stretch or clears a day."""
    with reading() as session:
        stretches = place_tree.opening_hours(session, viewer, place_id=place.id)
    section("Opening hours")
    second_line(f"On the clock of {place.zone}. Waits and cover are counted within them.")
    for number, day in enumerate(DAYS):
        said = [each for each in stretches if each.weekday == number]
        hours = ", ".join(f"{each.opens_at:%H:%M} to {each.closes_at:%H:%M}" for each in said)
        st.markdown(f"{day}  :gray[{hours or 'closed'}]")
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"hours-{place.id}"):
        days = st.multiselect("Days", DAYS, key=f"days-{place.id}", width=320)
        opens = st.time_input("Opens", time(6), key=f"opens-{place.id}", width=120)
        closes = st.time_input("Closes", time(22), key=f"closes-{place.id}", width=120)
        is_set = st.button("Set these hours", key=f"set-{place.id}", disabled=not days)
        is_split = st.button("Add a shift", key=f"split-{place.id}", disabled=not days)
        is_closed = st.button("Never open", key=f"never-{place.id}", disabled=not days)
    if not (is_set or is_split or is_closed):
        return
    chosen = {DAYS.index(day) for day in days}
    kept = [each for each in stretches if is_split or each.weekday not in chosen]
    added = [] if is_closed else [Stretch(day, opens, closes) for day in sorted(chosen)]
    with refusals_shown():
        with writing() as session:
            commands.set_opening_hours(
                session, viewer, place_id=place.id, stretches=[*kept, *added], at=now()
            )
        st.rerun()


def closures_part(viewer: Viewer, place: PlaceRow) -> None:
    """The coming days on which a place is closed on purpose, which is no gap."""
    today = now().astimezone(ZoneInfo(place.zone)).date()
    with reading() as session:
        closures = place_tree.closures(session, viewer, place_id=place.id, since=today)
    section("Closed on purpose")
    if not closures:
        second_line("No coming day is closed on purpose.")
    with refusals_shown():
        for each in closures:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"{each.closed_on:%a %-d %b %Y}  :gray[{plain(each.reason)}]")
                if st.button("Open after all", key=f"reopen-{each.id}", type="tertiary"):
                    with writing() as session:
                        commands.open_again(session, viewer, closure_id=each.id, at=now())
                    st.rerun()
        with st.form(f"close-{place.id}", border=False):
            with st.container(horizontal=True, vertical_alignment="bottom"):
                day = st.date_input("Day", today, key=f"close-on-{place.id}", width=160,
                                    format="DD/MM/YYYY")  # fmt: skip
                reason = st.text_input("Reason", key=f"close-why-{place.id}", width=320)
                is_sent = st.form_submit_button("Close that day", key=f"close-send-{place.id}")
            if is_sent:
                with writing() as session:
                    commands.close_on_purpose(
                        session, viewer, place_id=place.id, closed_on=day, reason=reason or "",
                        at=now(),
                    )  # fmt: skip
                st.rerun()
