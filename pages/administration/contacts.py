"""Office: what a place has at hand before the worst moment comes."""

from __future__ import annotations

import streamlit as st

from db.access import Permission
from db.queries import contacts
from db.queries.places import offices_where
from db.session import reading
from pages.components.equipment_parts import (
    calm_part,
    numbers_part,
    served_part,
    strategies_part,
)
from pages.components.gate import open_screen
from pages.components.heading import finding
from pages.components.ladder_steps import ladder_part
from pages.components.moments import now
from pages.components.offices import choose_office
from pages.components.place_settings import closures_part, hours_part

viewer = open_screen(Permission.PLACE_EQUIP)
NUMBERS, CALM, STRATEGIES, SERVED, HOURS, LADDER = (
    "Numbers", "Calm places", "Strategies", "Customers served", "Hours", "Ladder",
)  # fmt: skip
with reading() as session:
    offices = offices_where(session, viewer, Permission.PLACE_EQUIP)
heading = st.container()
with st.container(horizontal=True, vertical_alignment="bottom"):
    place = choose_office(offices)
    part = st.segmented_control(
        "Part", [NUMBERS, CALM, STRATEGIES, SERVED, HOURS, LADDER], default=NUMBERS, required=True,
        key="part", label_visibility="collapsed", bind="query-params", wrap=True,
    )  # fmt: skip
with reading() as session:
    numbers = contacts.help_contacts(session, viewer, place=place, now=now())
    calm = contacts.calm_places(session, viewer, place=place)
good = sum(row.is_good for row in numbers)
with heading:
    noun = "calm place" if len(calm) == 1 else "calm places"
    finding(
        f"{good} of {len(numbers)} numbers were called" if numbers else "No number is known here",
        f"{place.name} has {len(calm) or 'no'} {noun}. What stands here is on the card.",
    )
if part == NUMBERS:
    numbers_part(viewer, place)
elif part == CALM:
    calm_part(viewer, place)
elif part == STRATEGIES:
    strategies_part(viewer, place)
elif part == SERVED:
    served_part(viewer, place)
elif part == HOURS:
    hours_part(viewer, place)
    closures_part(viewer, place)
else:
    ladder_part(viewer, place)
