"""The change that somebody has to read: what they may give now, and one tap to confirm it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Viewer
from db.commands import limit_readers as commands
from db.queries.limit_readings import ToRead, changes_to_read
from db.session import reading
from pages.components.acts import submit
from pages.components.escaping import plain
from pages.components.heading import second_line

FEW = 2
UP_TO = "up to "
SIGNS = {1: "▲", -1: "▼", 0: "◆"}


def limit_changes(viewer: Viewer) -> None:
    """Nothing for whoever has read all; else the changes, the first few in sight."""
    with reading() as session:
        waiting = changes_to_read(session, viewer)
    if not waiting:
        return
    lines = [line for each in waiting for line in _lines(each)]
    with st.container(border=True, key="limit-changes", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", key="thumb-changes"):
            noun = "limit" if len(lines) == 1 else "limits"
            st.markdown(f"**{len(lines) or 'Your'} {noun} of yours changed**", width="stretch")
            st.button(
                "Read", key="read-change", icon=":material/check:", on_click=submit,
                args=(commands.confirm,),
                kwargs={"limit_set_ids": [each.limit_set_id for each in waiting]},
            )  # fmt: skip
        st.markdown("  \n".join(lines[:FEW]))
        with st.expander(_more(len(lines) - FEW), key="more-changes"):
            if lines[FEW:]:
                st.markdown("  \n".join(lines[FEW:]))
            for each in waiting:
                start = each.in_force_from.astimezone(ZoneInfo(viewer.zone))
                second_line(f"{each.published_by}, from {start:%-d %b %Y %H:%M}: {each.note}")


def _more(count: int) -> str:
    return f"And {count} more, and why" if count > 0 else "Why"


def _lines(waiting: ToRead) -> list[str]:
    return [
        f"{SIGNS[each.gain]} {plain(_about(each.remedy, each.problem_id, each.problem))}: "
        f"{plain(each.old.removeprefix(UP_TO))} → **{plain(each.new.removeprefix(UP_TO))}**"
        for each in waiting.changes
    ]


def _about(remedy: str, problem_id: int | None, problem: str) -> str:
    return f"{remedy}, {problem}" if problem_id else remedy
