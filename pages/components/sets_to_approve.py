"""The sets of limits that wait for the viewer's approval, where approvers look all day."""

from __future__ import annotations

import streamlit as st

from db.access import Permission, Viewer, may_somewhere
from db.queries.limit_drafts import SetToApprove, sets_to_approve
from db.session import reading
from pages.components.escaping import plain
from pages.components.heading import second_line

FEW = 3


def sets_that_wait(viewer: Viewer) -> None:
    """Nothing for whoever publishes no limits, and where nothing waits."""
    if not may_somewhere(viewer, Permission.LIMITS_PUBLISH):
        return
    with reading() as session:
        waiting = sets_to_approve(session, viewer)
    if not waiting:
        return
    noun = "set of limits waits" if len(waiting) == 1 else "sets of limits wait"
    with st.container(border=True, key="sets-to-approve", gap="xsmall"):
        st.markdown(f"**{len(waiting)} {noun} for your approval**")
        for each in waiting[:FEW]:
            _one(each)
        if len(waiting) > FEW:
            second_line(f"And {len(waiting) - FEW} more under Limit sets.")


def _one(row: SetToApprove) -> None:
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        st.markdown(
            f"{plain(row.place_name)}: {plain(row.note)}  \n"
            f":small[:gray[{plain(f'Sent by {row.sent_by}')}]]",
            width="stretch",
        )
        if st.button("Look", key=f"approve-{row.id}", icon=":material/table_edit:"):
            st.switch_page("administration/limit_sets.py", query_params={"set": str(row.id)})
