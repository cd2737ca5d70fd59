"""What else can be done beside giving and asking: a part of the card that runs by itself.

It is drawn once for a customer and reads what stands in the fields when something is tapped, so
that it costs nothing at an amount. What is added to the card belongs here, or behind a tap.
"""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db.access import Permission
from pages.components.calling_back import call_back
from pages.components.gate import still_here
from pages.components.in_hand import Matter
from pages.components.near_asking import near_ask
from pages.components.ruling_ask import ask_for_a_ruling
from pages.components.safety_line import safety_beside


@st.fragment
def other_ways(matter: Matter, beside: DeltaGenerator) -> None:
    """A ruling, a call back, an ask that was not made, in `beside`; Safety at the bottom."""
    viewer = still_here(Permission.COUNTER_ASK)
    with beside:
        ask_for_a_ruling(viewer, matter)
        call_back(viewer, matter)
        near_ask(viewer, matter)
    with st.bottom:
        safety_beside(viewer, matter)
