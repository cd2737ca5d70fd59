"""Promise to call back from the counter card: two taps, with what the card knows filled in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from db.commands import promises
from db.commands.promises import CallBack
from db.rules.call_backs import call_back_words, ready_windows
from db.session import writing
from pages.components.depends import depends_line
from pages.components.in_hand import in_hand
from pages.components.moments import now
from pages.components.promise_form import call_back_fields
from pages.components.refusals import refusals_shown
from pages.components.submitting import renew, submit_key

if TYPE_CHECKING:
    from db.access import Viewer
    from pages.components.in_hand import Matter

OTHER = "Another time or time zone"
_FORM = "call-back-wanted"


def call_back(viewer: Viewer, matter: Matter) -> None:
    """A menu of windows on the office's clock; another window, or the customer's own zone, takes
    a third tap. The windows are those of the moment at which the card was drawn: what is promised
    is what stood there.
    """
    place, hand = matter.place, in_hand(matter)
    depends_line(matter.depends_on)
    known = call_back_words(matter.title, hand.given)
    ready = {each.words: each for each in ready_windows(matter.asked_at, place.zone)}
    chosen = st.menu_button(
        "Call back", [*ready, OTHER], key="call-back", icon=":material/add_call:",
        help="Promise the customer a call; it is yours until somebody takes it over.",
    )  # fmt: skip
    if chosen == OTHER:
        st.session_state[_FORM] = True
    elif chosen is not None:
        _promise(viewer, matter, CallBack(known, ready[chosen].window), chosen)
    if not st.session_state.get(_FORM):
        return
    key = submit_key("call-back")
    with st.form(key=f"call-back-form-{key}", border=True):
        promised = call_back_fields(place.zone, key=f"call-back-{key}", words=known)
        sent = st.form_submit_button("Promise", key="call-back-send", type="primary")
    if sent:
        _promise(viewer, matter, promised, f"{promised.window.ends:%H:%M}")


def _promise(viewer: Viewer, matter: Matter, promised: CallBack, said: str) -> None:
    reference = in_hand(matter).customer.reference
    promised = replace(promised, customer_reference=reference, problem_id=matter.chosen.problem_id)
    key = submit_key("call-back")
    with refusals_shown():
        with writing() as session:
            promises.make(
                session,
                viewer,
                place_id=matter.place.id,
                promised=promised,
                submit_key=key,
                at=now(),
            )
        renew("call-back")
        st.session_state.pop(_FORM, None)
        st.toast(f"Promised: {said}. It stands under Promises.", icon=":material/add_call:")
        st.rerun()
