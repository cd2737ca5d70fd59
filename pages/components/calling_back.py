"""Promise to call back from the counter card: two taps, with what the card knows filled in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from db.commands import promises
from db.commands.promises import CallBack
from db.rules.call_backs import Ready, call_back_words, ready_windows
from db.session import writing
from pages.components.depends import what_it_depends_on
from pages.components.moments import now
from pages.components.promise_form import call_back_fields
from pages.components.refusals import refusals_shown
from pages.components.submitting import renew, submit_key

if TYPE_CHECKING:
    from db.access import Viewer
    from db.queries.counter import Card

OTHER = "Another time or time zone"
_FORM = "call-back-wanted"


def call_back(viewer: Viewer, card: Card, *, words: str, given: str, reference: str) -> None:
    """A menu of windows on the office's clock; another window, or the customer's own zone, takes
    a third tap.
    """
    what_it_depends_on(viewer, problem_id=card.problem_id, path=card.place.path)
    known = call_back_words(card.title or words, given)
    ready = {each.words: each for each in ready_windows(now(), card.place.zone)}
    chosen = st.menu_button(
        "Call back", [*ready, OTHER], key="call-back", icon=":material/add_call:",
        help="Promise the customer a call; it is yours until somebody takes it over.",
    )  # fmt: skip
    if chosen == OTHER:
        st.session_state[_FORM] = True
    elif chosen is not None:
        _promise(viewer, card, _ready(ready[chosen], known, reference, card), chosen)
    if not st.session_state.get(_FORM):
        return
    key = submit_key("call-back")
    with st.form(key=f"call-back-form-{key}", border=True):
        promised = call_back_fields(card.place.zone, key=f"call-back-{key}", words=known)
        sent = st.form_submit_button("Promise", key="call-back-send", type="primary")
    if sent:
        about = replace(promised, customer_reference=reference, problem_id=card.problem_id)
        _promise(viewer, card, about, f"{promised.window.ends:%H:%M}")


def _ready(chosen: Ready, words: str, reference: str, card: Card) -> CallBack:
    return CallBack(words, chosen.window, reference, card.problem_id)


def _promise(viewer: Viewer, card: Card, promised: CallBack, said: str) -> None:
    key = submit_key("call-back")
    with refusals_shown():
        with writing() as session:
            promises.make(
                session, viewer, place_id=card.place.id, promised=promised, submit_key=key, at=now()
            )
        renew("call-back")
        st.session_state.pop(_FORM, None)
        st.toast(f"Promised: {said}. It stands under Promises.", icon=":material/add_call:")
        st.rerun()
