"""Beside the card of a problem: what is known of it, and with whom it lies where it comes back."""

from __future__ import annotations

import streamlit as st

from db.access import Viewer
from db.queries.design_briefs import briefs_about
from db.queries.problems import ProblemView
from db.session import reading
from pages.components.badges import ORIGIN, badge_for, in_line
from pages.components.brief_opening import brief_opening
from pages.components.brief_parties import problem_briefs
from pages.components.escaping import plain


def problem_side(viewer: Viewer, view: ProblemView) -> None:
    """Its facts, its briefs, and the way to open one."""
    with st.container(border=True):
        _facts(view)
    with reading() as session:
        rows = briefs_about(session, viewer, problem_id=view.id)
    problem_briefs(viewer, rows)
    brief_opening(viewer, problem_id=view.id)


def _facts(view: ProblemView) -> None:
    flags = view.facts.flags
    origin = in_line(badge_for(ORIGIN, view.facts.origin.value))
    st.markdown(f"{origin} {plain(view.facts.promise_broken)}")
    st.markdown("**Remedies that fit**")
    st.markdown("  \n".join(plain(name) for _, name in view.remedies) or "None is chosen yet.")
    if flags.skill:
        st.markdown(f":material/star: First asked: {plain(flags.skill)}")
    if view.minimum_grade:
        st.markdown(f":material/stairs: Not below {plain(view.minimum_grade)}")
    if flags.legal_sentence:
        st.info(plain(flags.legal_sentence), icon=":material/gavel:")
