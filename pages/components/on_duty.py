"""Who may decide and is on duty now, office by office."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from db.queries import cover
from db.queries.closings import closed_now
from db.queries.places import PlaceRow
from db.session import reading
from pages.components.badges import AVAILABILITY, badge_for
from pages.components.escaping import plain
from pages.components.heading import section
from pages.components.moments import now
from pages.components.people import PersonRow, people_rows

MOST = 6
NOBODY = "Nobody who may decide is on duty. Set a stand-in under Cover."


def on_duty(offices: Sequence[PlaceRow]) -> None:
    """The managers of the first offices; where there is none, that the office is closed, or not."""
    section("Who is on duty")
    for office in offices[:MOST]:
        with reading() as session:
            duty = cover.on_duty(session, path=office.path, now=now())
            is_empty = not any(row.may_take for row in duty)
            closed = closed_now(session, office, now=now()) if is_empty else ""
        if len(offices) > 1:
            st.markdown(f"**{office.name}**")
        people_rows(
            [
                PersonRow(row.name, row.grade_name, badge_for(AVAILABILITY, row.state.value))
                for row in duty
                if row.may_take
            ]
        )
        if is_empty:
            st.markdown(plain(f"Closed now, {closed}.") if closed else NOBODY)
