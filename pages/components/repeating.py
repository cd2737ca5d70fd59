"""A week of the rota that repeats until a day."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from db.access import Viewer
from db.commands import cover as commands
from db.queries.places import PlaceRow
from db.session import writing
from pages.components.moments import now
from pages.components.refusals import refusals_shown

FOUR_WEEKS = timedelta(days=34)


def repeat_part(viewer: Viewer, place: PlaceRow, monday: date) -> None:
    """Choose the last day, and repeat the week that is shown up to it in one act."""
    with refusals_shown(), st.form("repeat", border=True):
        until = st.date_input("Repeat this week until", monday + FOUR_WEEKS, format="DD/MM/YYYY",
                              key=f"until-{monday}")  # fmt: skip
        if st.form_submit_button("Repeat weekly", key="repeat-send", icon=":material/repeat:"):
            with writing() as session:
                made = commands.repeat_week(
                    session, viewer, place_id=place.id, monday=monday, until=until, at=now()
                )
            st.toast(f"{made.copied} shifts copied, {made.left_out} left out.")
            st.rerun()
