"""How a manager ends an escalation: outcome, what was granted, and whether it is complete."""

from __future__ import annotations

import streamlit as st

from db.access import Viewer
from db.commands import exemplars
from db.commands.resolutions import Resolution, resolve
from db.queries import counter
from db.queries.counter import RemedyRow
from db.queries.escalations import EscalationRow
from db.queries.places import place as place_of
from db.rules.money import Money, read_amount
from db.rules.words import EscalationClass, Outcome
from db.session import reading, writing
from pages.components.depends import what_it_depends_on
from pages.components.exemplars import words_fields
from pages.components.moments import now
from pages.components.promise_form import call_back_fields
from pages.components.refusals import refusals_shown

LEFT = (
    "Otherwise what is left becomes an action of yours, due tomorrow, or the call that you promise."
)


def resolve_form(viewer: Viewer, row: EscalationRow) -> None:
    """One form, one submit; what was asked for stands in it already."""
    with reading() as session:
        place = place_of(session, viewer, place_id=row.place_id)
        found = counter.remedies_for(session, problem_id=row.problem_id, currency=place.currency)
        remedies = {each.id: each for each in found}
    options = [None, *remedies]
    first = options.index(row.remedy_id) if row.remedy_id in options else 0
    asked = f"{row.amount_asked.normalize():f}" if row.amount_asked is not None else ""
    with st.form(key=f"resolve-{row.id}", border=False):
        outcome = st.segmented_control(
            "Outcome", list(Outcome), default=Outcome.SETTLED, required=True,
            format_func=lambda each: each.label.capitalize(), key=f"outcome-{row.id}",
        )  # fmt: skip
        remedy_id = st.selectbox(
            "Granted",
            options,
            index=first,
            format_func=lambda each: remedies[each].name if each else "Nothing of worth",
            key=f"granted-{row.id}",
        )
        amount = st.text_input("Amount", asked, key=f"amount-{row.id}")
        reference = ""
        if row.customer_hash is None:
            reference = st.text_input("Customer reference", key=f"reference-{row.id}")
        with st.expander("We call back", icon=":material/call:"):
            what_it_depends_on(viewer, problem_id=row.problem_id, path=row.place_path)
            promised = call_back_fields(place.zone, key=f"call-{row.id}")
        worked, is_named = _worked(row)
        complete = st.checkbox("Complete: nothing is left to do", value=True, key=f"done-{row.id}",
                               help=LEFT)  # fmt: skip
        sent = st.form_submit_button("Resolve", key=f"submit-{row.id}", type="primary")
    if not sent or outcome is None:
        return
    call_back = promised if promised.words else None
    with refusals_shown():
        granted = _granted(remedies[remedy_id], amount) if remedy_id else None
        how = Resolution(outcome, complete, remedy_id, granted, "", reference, call_back)
        with writing() as session:
            resolve(session, viewer, escalation_id=row.id, how=how, at=now())
            if worked.strip():
                exemplars.write_down(session, viewer, escalation_id=row.id, words=worked,
                                     is_named=is_named, at=now())  # fmt: skip
        st.rerun(scope="fragment")


def _granted(remedy: RemedyRow, amount: str) -> Money:
    return Money(read_amount(amount, remedy.currency), remedy.currency)


def _worked(row: EscalationRow) -> tuple[str, bool]:
    """The words that worked, where they can help with the same problem again."""
    if row.problem_id is None or row.escalation_class is EscalationClass.SAFETY:
        return "", False
    with st.expander("Words that worked", icon=":material/format_quote:"):
        return words_fields(str(row.id))
