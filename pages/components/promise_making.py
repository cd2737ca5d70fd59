"""Making a promise to call back, from any screen that knows the places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from db.access import Viewer
from db.commands import promises
from db.queries.counter import problems_to_pick
from db.queries.places import PlaceRow
from db.session import reading, writing
from pages.components.depends import what_it_depends_on
from pages.components.moments import now
from pages.components.promise_form import call_back_fields, with_reference
from pages.components.refusals import refusals_shown
from pages.components.submitting import renew, submit_key


def promise_form(viewer: Viewer, offices: Sequence[PlaceRow], *, is_open: bool) -> None:
    """An expander with the form; one submit is one promise."""
    key = submit_key("promise")
    with st.expander("Promise to call back", icon=":material/add_call:", expanded=is_open):
        office = offices[0]
        if len(offices) > 1:
            office = st.selectbox("Office", offices, format_func=lambda each: each.name,
                                  key="promise-office")  # fmt: skip
        problem_id = _about(viewer)
        what_it_depends_on(viewer, problem_id=problem_id, path=office.path)
        with st.form(key=f"promise-form-{key}", border=False):
            promised = call_back_fields(office.zone, key=f"promise-{key}-{office.id}")
            reference = st.text_input("Customer reference", key=f"promise-{key}-reference")
            sent = st.form_submit_button("Promise", key="promise-send", type="primary")
        if not sent:
            return
        with refusals_shown():
            with writing() as session:
                about = replace(with_reference(promised, reference), problem_id=problem_id)
                promises.make(
                    session, viewer, place_id=office.id, promised=about, submit_key=key, at=now()
                )
            renew("promise")
            st.rerun()


def _about(viewer: Viewer) -> int | None:
    """The problem that the call is about, if it is one of the playbook."""
    with reading() as session:
        known = problems_to_pick(session, viewer)
    chosen = st.selectbox("About", list(known), None, key="promise-about",
                          placeholder="Any problem")  # fmt: skip
    return None if chosen is None else known[chosen]
