"""What a promise to a customer depends on: said beside the act that promises (P29)."""

from __future__ import annotations

import streamlit as st

from db.access import Viewer
from db.queries.backlogs import depends_on
from db.session import reading
from pages.components.badges import Badge, in_line
from pages.components.escaping import plain
from pages.components.moments import now

BADGE = Badge("depends on a fix", "construction", "orange")


def what_it_depends_on(viewer: Viewer, *, problem_id: int | None, path: str) -> None:
    """The team that has the problem, what waits there and how fast it is; nothing where no brief
    lies with one.
    """
    with reading() as session:
        found = depends_on(session, viewer, problem_id=problem_id, path=path, now=now())
    depends_line(found.sentence if found else "")


def depends_line(sentence: str) -> None:
    """The same where it was asked for already; nothing for an empty sentence."""
    if sentence:
        st.markdown(f"{in_line(BADGE)} {plain(sentence)}")
