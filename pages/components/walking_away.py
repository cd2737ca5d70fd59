"""The customer left (P25): two taps with the reason, on the card, with an open ask, and on Now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from db.access import Permission
from db.commands import escalations
from db.commands import walk_aways as commands
from db.commands.walk_aways import Left
from db.queries import walk_aways
from db.rules.words import LeftReason
from db.session import writing
from pages.components.acts import submit
from pages.components.counter_card import customer_in_hand
from pages.components.gate import still_here
from pages.components.moments import now
from pages.components.refusals import refusals_shown
from pages.components.submitting import renew, submit_key
from pages.components.taking_back import take_back

if TYPE_CHECKING:
    from db.access import Viewer
    from db.queries.places import PlaceRow
    from pages.components.searching import Chosen

LABEL, _NOTED = "Customer left", "walk-away-noted"


def left_menu(escalation_id: int, *, key: str) -> None:
    """Of an open ask: why the customer left it. For a part that is drawn anew by itself."""
    _menu(key, on_click=_leave, args=(escalation_id, key))


def _leave(escalation_id: int, key: str) -> None:
    reason: LeftReason = st.session_state[key]
    submit(escalations.customer_left, escalation_id=escalation_id, reason=reason)


@st.fragment
def walked_away(place: PlaceRow, chosen: Chosen, *, served: str) -> None:
    """Of a customer for whom nobody was asked: noted in two taps, and back again after a slip. It
    costs the card nothing at an amount: it is drawn once a customer.
    """
    viewer = still_here(Permission.COUNTER_ASK)
    _take_back(viewer)
    reason = _menu("walked-away")
    if reason is None:
        return
    reference = customer_in_hand(key=served).reference
    left = Left(reason, chosen.problem_id, chosen.words, reference)
    key = submit_key("walked-away")
    with refusals_shown():
        with writing() as session:
            noted = commands.note(
                session, viewer, place_id=place.id, left=left, submit_key=key, at=now()
            )
        renew("walked-away")
        st.session_state[_NOTED] = noted
        st.rerun()


def _menu(key: str, **then: Any) -> LeftReason | None:
    chosen: LeftReason | None = st.menu_button(
        LABEL, list(LeftReason), key=key, icon=":material/logout:",
        format_func=lambda each: each.label.capitalize(), **then,
    )  # fmt: skip
    return chosen


def _take_back(viewer: Viewer) -> None:
    """What was noted last."""
    take_back(
        _NOTED, "Noted: the customer left.", key="walked-away-back",
        is_young=lambda session, noted: walk_aways.can_be_taken_back(
            session, viewer, walk_away_id=noted, now=now()
        ),
        withdraw=lambda session, noted: commands.withdraw(
            session, viewer, walk_away_id=noted, at=now()
        ),
    )  # fmt: skip
