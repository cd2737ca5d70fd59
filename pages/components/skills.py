"""What people are better at than most, recorded by their manager."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from db.commands import skills as commands
from db.queries import skills
from db.rules.ladders import SUGGESTED_SKILLS
from db.session import reading, writing
from pages.components.heading import second_line
from pages.components.moments import now
from pages.components.refusals import refusals_shown

if TYPE_CHECKING:
    from db.access import Viewer


def skills_part(viewer: Viewer, names: Mapping[int, str]) -> None:
    """Choose a person, see their skills, change them; a new word may be typed."""
    with st.expander("Skills", key="skills"), refusals_shown():
        second_line("A step of the ladder may call whoever has a skill, at once.")
        who = st.selectbox("Person", list(names), key="skilled", format_func=lambda key: names[key])
        if who is None:
            return
        with reading() as session:
            known = skills.recorded_skills(session)
            own = sorted(skills.skills_of(session, [who]).get(who, ()))
        wanted = st.multiselect(
            "Is better than most with", sorted({*known, *SUGGESTED_SKILLS}), own,
            key=f"skills-{who}", accept_new_options=True,
        )  # fmt: skip
        if st.button("Save skills", key=f"save-skills-{who}"):
            with writing() as session:
                commands.set_skills(session, viewer, person_id=who, skills=wanted, at=now())
            st.rerun()
