"""You: your grade, your roles, your sessions."""

from __future__ import annotations

import streamlit as st

from db.access import Permission, may_somewhere
from db.queries.places import line_of
from db.session import reading
from pages.components.escaping import plain
from pages.components.gate import open_screen
from pages.components.heading import finding, section
from pages.components.links import link_here

viewer = open_screen(Permission.OWN_ACCOUNT_SEE)
with reading() as session:
    line = " > ".join(place.name for place in line_of(session, viewer.home_path))
    roles = [(held.role.label, line_of(session, held.path)[-1].name) for held in viewer.held]
finding(viewer.name, f"{viewer.grade_name}. {line}. Times in {viewer.zone}.")
section("Your roles")
for role, place in roles:
    st.markdown(f"{plain(role.capitalize())} at {plain(place)} and below")
with st.container(horizontal=True, key="thumb-you"):
    if may_somewhere(viewer, Permission.COUNTER_ASK):
        link_here("Card for a phone", "/card")
        link_here("Pocket card", "/pocket-card")
    link_here("Change password", "/password")
    link_here("Sign out", "/sign-out")
