"""Whether a customer was here before about the same problem: said in one tap, and shown (P30)."""

from __future__ import annotations

import streamlit as st

from db.access import Viewer
from db.commands import reopenings as commands
from db.queries import reopenings
from db.queries.escalations import EscalationRow
from db.session import reading
from pages.components.acts import submit
from pages.components.badges import Badge, in_line
from pages.components.escaping import plain

BADGE = Badge("came back", "replay", "orange")


def was_here_before(viewer: Viewer, row: EscalationRow) -> None:
    """Beside an own ask: the ask that the customer came back from, or the ones it could be, a tap
    each. Nothing where there was none lately.
    """
    with reading() as session:
        known = reopenings.came_back_from(session, viewer, escalation_ids=[row.id])
        offered = reopenings.offered_formers(session, viewer, escalation_id=row.id)
    if row.id in known:
        st.markdown(f"{in_line(BADGE)} {plain(known[row.id].words)}")
    if not offered:
        return
    st.markdown("Was this customer here before about this?")
    with st.container(horizontal=True, gap="small", key=f"before-{row.id}"):
        for former in offered:
            st.button(
                former.words,
                key=f"before-{row.id}-{former.id}",
                icon=":material/replay:",
                on_click=submit,
                args=(commands.say_came_back,),
                kwargs={"escalation_id": row.id, "former_id": former.id},
            )


def came_back(viewer: Viewer, row: EscalationRow) -> None:
    """On the card of a manager: what the customer came back from."""
    with reading() as session:
        known = reopenings.came_back_from(session, viewer, escalation_ids=[row.id])
    if row.id in known:
        st.markdown(f"{in_line(BADGE)} {plain(known[row.id].words)}")
