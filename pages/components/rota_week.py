"""One week of the rota, day by day, with what is still to come in front."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from db.access import Viewer
from db.commands import cover
from db.queries.places import PlaceRow
from db.queries.rota import ShiftRow
from db.rules.asks import counted
from db.session import writing
from pages.components.escaping import plain
from pages.components.moments import now

DAYS = 7


def week(
    viewer: Viewer, place: PlaceRow, shifts: Sequence[ShiftRow], *, monday: date, today: date
) -> None:
    """The days of a week with their shifts; days that are over are folded while others follow."""
    days = [monday + timedelta(days=number) for number in range(DAYS)]
    over = [day for day in days if day < today]
    if len(over) == DAYS:
        over = []
    for day in days[len(over) :]:
        _day(viewer, place, [each for each in shifts if each.day == day], day)
    past = [each for each in shifts if each.day in over]
    if past:
        with st.expander(f"Earlier this week: {counted(len(past), 'shift')}"):
            for day in over:
                _day(viewer, place, [each for each in past if each.day == day], day)


def _day(viewer: Viewer, place: PlaceRow, shifts: Sequence[ShiftRow], day: date) -> None:
    if not shifts:
        st.markdown(f"**{day:%A %-d %b}**  :gray[nobody]")
        return
    with st.container(border=True, gap="xsmall", key=f"day-{day.weekday()}"):
        st.markdown(f"**{day:%A %-d %b}**")
        for shift in shifts:
            _shift(viewer, place, shift)


def _shift(viewer: Viewer, place: PlaceRow, shift: ShiftRow) -> None:
    with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
        span = f"{shift.starts_at:%H:%M} to {shift.ends_at:%H:%M}"
        where = "" if shift.place_name == place.name else f", {shift.place_name}"
        told = plain(f"{shift.grade_name}{where}")
        st.markdown(f"{span}  {plain(shift.name)} :small[:gray[{told}]]", width="stretch")
        is_removed = shift.ends_at > now() and st.button(
            "Remove", key=f"remove-{shift.id}", type="tertiary"
        )
    if is_removed:
        with writing() as session:
            cover.remove_shift(session, viewer, shift_id=shift.id, at=now())
        st.rerun()
