"""Beside the item: who is here, and the agenda."""

from __future__ import annotations

import streamlit as st

from db.access import Viewer
from db.commands import huddles
from db.queries.huddles import HuddleView
from db.session import writing
from pages.components import moments
from pages.components.escaping import plain
from pages.components.huddle_words import first_name
from pages.components.refusals import refusals_shown


def who_is_here(viewer: Viewer, view: HuddleView) -> None:
    """Pills that take attendance at one tap each; a refusal leaves them as they were."""
    key, shown = f"here-{view.row.id}", f"here-shown-{view.row.id}"
    names = {each.person_id: each.name for each in view.attendance}
    present = [each.person_id for each in view.attendance if each.is_present]
    if st.session_state.get(shown) != present:
        # Somebody else took attendance meanwhile: the pills follow the record.
        st.session_state[key] = st.session_state[shown] = present
    chosen = st.pills(
        f"Here today, {len(present)} of {len(names)}",
        list(names),
        selection_mode="multi",
        key=key,
        format_func=lambda each: first_name(names[each], list(names.values())),
        wrap=True,
        disabled=not view.may_lead,
    )
    if set(chosen) != set(present) and view.may_lead:
        with refusals_shown():
            with writing() as session:
                huddles.set_attendance(
                    session, viewer, huddle_id=view.row.id, present=chosen, at=moments.now()
                )
            st.rerun()


def agenda_list(view: HuddleView, current: int) -> int | None:
    """The agenda with a sign for done, now and to come; the key of the item that was chosen."""
    chosen = None
    with st.container(gap="xsmall", key="agenda"):
        st.markdown("**Agenda**")
        for item in view.items:
            sign = "radio_button_unchecked"
            if item.is_decided:
                sign = "check"
            elif item.id == current:
                sign = "play_arrow"
            words = plain(item.short)
            pressed = st.button(
                f"{f'**{words}**' if item.id == current else words} :gray[{item.minutes} min]",
                key=f"agenda-{item.id}",
                icon=f":material/{sign}:",
                type="tertiary",
            )
            chosen = item.id if pressed else chosen
    return chosen
