"""Wanted to ask and did not: two taps on the counter card, and back again after a slip."""

from __future__ import annotations

import streamlit as st

from db.access import Viewer
from db.commands import near_escalations as commands
from db.commands.near_escalations import Wanted
from db.queries import near_escalations
from db.rules.near_escalations import PROMISE
from db.rules.words import NearReason
from db.session import writing
from pages.components.in_hand import Matter, in_hand
from pages.components.moments import now
from pages.components.refusals import refusals_shown
from pages.components.submitting import renew, submit_key
from pages.components.taking_back import take_back

_NOTED, _WORDS = "near-noted", "near-words-wanted"


def near_ask(viewer: Viewer, matter: Matter) -> None:
    """The menu of reasons; nothing where safety is at stake. Anything else than a listed reason
    is said in words, which takes a third tap.
    """
    if matter.is_safety:
        return
    _take_back(viewer)
    reason = st.menu_button(
        "Wanted to ask, and did not", list(NearReason), key="near", help=PROMISE,
        format_func=lambda each: each.label.capitalize(),
        icon=":material/speaker_notes_off:",
    )  # fmt: skip
    if reason is NearReason.OTHER:
        st.session_state[_WORDS] = True
    elif reason is not None:
        _note(viewer, matter, reason)
    if st.session_state.get(_WORDS):
        with st.form(key="near-form", border=False):
            why = st.text_input("Why not?", key="near-words", help=PROMISE)
            if st.form_submit_button("Note it", key="near-send"):
                _note(viewer, matter, NearReason.OTHER, why)


def _note(viewer: Viewer, matter: Matter, reason: NearReason, why: str = "") -> None:
    hand, chosen = in_hand(matter), matter.chosen
    remedy_id = hand.remedy.id if hand.remedy else None
    wanted = Wanted(reason, chosen.problem_id, chosen.words, remedy_id, hand.worth, why)
    key = submit_key("near")
    with refusals_shown():
        with writing() as session:
            near_id = commands.note(
                session, viewer, place_id=matter.place.id, wanted=wanted, submit_key=key, at=now()
            )
        renew("near")
        st.session_state.pop(_WORDS, None)
        st.session_state[_NOTED] = near_id
        st.rerun()


def _take_back(viewer: Viewer) -> None:
    """What was noted last."""
    take_back(
        _NOTED, "Noted, without your name.", key="near-back",
        is_young=lambda session, noted: near_escalations.can_be_taken_back(
            session, viewer, near_id=noted, now=now()
        ),
        withdraw=lambda session, noted: commands.withdraw(
            session, viewer, near_id=noted, at=now()
        ),
    )  # fmt: skip
