"""The script that each visit runs: who is it, which screens may they open, run the chosen one."""

from __future__ import annotations

import streamlit as st

from pages.components.gate import ask_to_sign_in, asked_by, current_viewer
from pages.components.menu import menu
from pages.components.style import page_frame
from pages.components.what_waits import what_waits

page_frame()
viewer = current_viewer()
if viewer is None:
    ask_to_sign_in()
screen = st.navigation(menu(viewer), position="top")
what_waits(viewer, title=screen.title)
with asked_by(viewer):
    screen.run()
