"""What comes up while a huddle runs: another item, or a problem that nobody had written down."""

from __future__ import annotations

import streamlit as st

from db.access import Viewer
from db.commands import agenda
from db.queries.huddle_items import ItemView
from db.queries.huddles import HuddleView
from db.rules.hand_offs import SOURCE_KEY
from db.rules.words import CauseClass, Fault, Origin
from db.session import writing
from pages.components import moments
from pages.components.drafted import drafted_text, forget_drafts
from pages.components.huddle_item import item_key
from pages.components.huddle_words import ORIGINS
from pages.components.refusals import refusals_shown

CAUSES, FAULTS = tuple(CauseClass), tuple(Fault)


@st.fragment
def add_item(viewer: Viewer, view: HuddleView) -> None:
    """Put one more thing on the agenda, with its origin."""
    subject = f"huddle-{view.row.id}-topic"
    text = drafted_text(viewer, "What else comes up", subject=subject, height=60)
    origin = _origin(Origin.BRAINSTORMED, key=f"{subject}-origin")
    with st.container(horizontal=True, gap="small"):
        is_added = st.button("Add it", key=f"{subject}-add", icon=":material/add:")
        _hand_off(viewer, view)
    if not is_added:
        return
    with refusals_shown():
        with writing() as session:
            agenda.add_item(
                session, viewer, huddle_id=view.row.id, text=text, origin=origin, at=moments.now()
            )
        forget_drafts(viewer, subject)
        st.rerun()


def _hand_off(viewer: Viewer, view: HuddleView) -> None:
    """How a customer is handed over, where it does not stand on the agenda already."""
    if any(each.source_key == SOURCE_KEY for each in view.items):
        return
    key = f"huddle-{view.row.id}-hand-off"
    if st.button("Agree how we hand over", key=key, icon=":material/handshake:"):
        with refusals_shown():
            with writing() as session:
                agenda.add_hand_off(session, viewer, huddle_id=view.row.id, at=moments.now())
            st.rerun()


@st.fragment
def record_problem(viewer: Viewer, item: ItemView) -> None:
    """Write the problem that an item is about into the playbook, with its origin."""
    subject = f"{item_key(item)}-problem"
    title = drafted_text(viewer, "The problem, in a few words", subject=subject, height=60)
    origin = _origin(item.origin or Origin.BRAINSTORMED, key=f"{subject}-origin")
    cause = st.selectbox(
        "What lies behind it",
        CAUSES,
        key=f"{subject}-cause",
        format_func=lambda each: each.label.capitalize(),
    )
    fault = st.selectbox(
        "Whose part it is",
        FAULTS,
        key=f"{subject}-fault",
        format_func=lambda each: each.label.capitalize(),
    )
    if not st.button("Record the problem", key=f"{subject}-record", icon=":material/add:"):
        return
    with refusals_shown():
        with writing() as session:
            agenda.record_problem(
                session,
                viewer,
                item_id=item.id,
                title=title,
                origin=origin,
                cause_class=cause,
                fault=fault,
                version=item.version,
                at=moments.now(),
            )
        forget_drafts(viewer, subject)
        st.rerun()


def _origin(default: Origin, *, key: str) -> Origin:
    chosen = st.pills(
        "Origin",
        list(Origin),
        key=key,
        default=default,
        required=True,
        format_func=lambda each: each.label.capitalize(),
        help=". ".join(ORIGINS.values()),
    )
    return chosen or default
