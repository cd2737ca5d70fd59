"""The script that each visit runs: who is it, which screens may they open, run the chosen one."""

from __future__ import annotations

import streamlit as st

from db.access import may_somewhere
from pages.components.gate import ask_to_sign_in, current_viewer
from pages.components.style import page_frame
from pages.screens import SCREENS

page_frame()
viewer = current_viewer()
if viewer is None:
    ask_to_sign_in()
entries: dict[str, list[st.Page]] = {}
for screen in SCREENS:
    if may_somewhere(viewer, screen.permission) and screen.file.exists():
        is_first = not entries
        page = st.Page(
            screen.file,
            title=screen.title,
            icon=f":material/{screen.icon}:",
            url_path="" if is_first else screen.url_path,
            default=is_first,
            visibility="visible" if screen.is_listed else "hidden",
        )
        entries.setdefault(screen.section, []).append(page)
st.navigation(entries, position="top").run()
