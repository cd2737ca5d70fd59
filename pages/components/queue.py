"""The cards of the queue: one that waits, one that is held, one that another manager holds."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Viewer
from db.commands import escalations
from db.queries.arrivals import Arrival
from db.queries.escalations import EscalationRow
from db.rules.words import EscalationState, PassOnReason
from pages.components.acts import submit
from pages.components.arriving import what_is_known
from pages.components.badges import ESCALATION, badge_for, in_line
from pages.components.came_back import came_back
from pages.components.clock import CLOCK_WIDTH, running_clock
from pages.components.escaping import plain
from pages.components.hand_offs import agreed_line
from pages.components.heading import in_small
from pages.components.moments import now
from pages.components.resolving import resolve_form
from pages.components.walking_away import left_menu

LATE_SECONDS = 240


def waiting_card(row: EscalationRow, known: Arrival, received: list[str]) -> None:
    """Somebody waits: take it, or pass it on with a reason."""
    with st.container(border=True, key=f"waiting-{row.id}", gap="small"):
        _facts(row, known, received, since="waiting")
        with st.container(horizontal=True, key=f"thumb-waiting-{row.id}", gap="small"):
            st.button(
                "Take it",
                key=f"take-{row.id}",
                type="primary",
                icon=":material/front_hand:",
                width="stretch",
                on_click=submit,
                args=(escalations.take,),
                kwargs={"escalation_id": row.id},
            )
            _pass_on(row)


def held_card(
    viewer: Viewer, row: EscalationRow, known: Arrival, received: list[str], agreed: str | None
) -> None:
    """The viewer holds it: how the team hands over, go to the customer, then resolve it."""
    with st.container(border=True, key=f"held-{row.id}", gap="small"):
        _facts(row, known, received, since="since the ask")
        agreed_line(agreed)
        with st.container(horizontal=True, key=f"thumb-held-{row.id}", gap="small"):
            if row.state is EscalationState.ACKNOWLEDGED:
                st.button(
                    "With the customer",
                    key=f"there-{row.id}",
                    type="primary",
                    icon=":material/handshake:",
                    width="stretch",
                    on_click=submit,
                    args=(escalations.with_customer,),
                    kwargs={"escalation_id": row.id},
                )
                _pass_on(row)
            left_menu(row.id, key=f"gone-{row.id}")
        came_back(viewer, row)
        if row.state is EscalationState.WITH_CUSTOMER:
            resolve_form(viewer, row)


def taken_card(row: EscalationRow) -> None:
    """Another manager holds it."""
    badge = in_line(badge_for(ESCALATION, row.state.value))
    with st.container(border=True, key=f"taken-{row.id}", gap="xsmall"):
        held = in_small(f"{row.holder_name} has it. {_asked(row)}")
        st.markdown(f"**{plain(row.title)}** {badge}  \n{held}")


def _facts(row: EscalationRow, known: Arrival, received: list[str], *, since: str) -> None:
    with st.container(horizontal=True, wrap=False, gap="small"):
        running_clock(
            row.asked_at, now=now(), key=f"clock-{row.id}", label=since,
            limit_seconds=LATE_SECONDS, width=CLOCK_WIDTH,
        )  # fmt: skip
        st.markdown(f"**{plain(row.title)}**  \n{in_small(_asked(row))}", width="stretch")
    what_is_known(row, known, received)


def _asked(row: EscalationRow) -> str:
    at = row.asked_at.astimezone(ZoneInfo(row.zone))
    who = ", ".join(each for each in (row.asker_name, row.desk, row.place_name) if each)
    return f"{who}. Asked at {at:%H:%M}."


def _pass_on(row: EscalationRow) -> None:
    reason = st.menu_button(
        "Pass on",
        list(PassOnReason),
        key=f"pass-on-{row.id}",
        icon=":material/forward:",
        format_func=lambda each: each.label.capitalize(),
        width="stretch",
    )
    if reason is not None:
        submit(escalations.pass_on, escalation_id=row.id, reason=reason)
        st.rerun(scope="fragment")
