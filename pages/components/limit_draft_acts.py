"""What can be done with a set: publish, send, send back, take back, revise, set aside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from db.access import Permission, Viewer, may
from db.commands import limit_drafts as commands
from db.queries.limit_drafts import DraftView
from db.rules.words import LimitDraftState
from db.session import writing
from pages.components.heading import second_line
from pages.components.moments import now
from pages.components.refusals import refusals_shown


def draft_acts(viewer: Viewer, view: DraftView) -> None:
    """The next step first; whoever holds less sends the set up."""
    may_publish = may(viewer, Permission.LIMITS_PUBLISH, view.row.place.path)
    holds = may_publish and not view.above_own
    if view.row.state is LimitDraftState.DRAFT and not holds and not view.wrong_cells:
        second_line(
            "You hold less than this set gives: it goes up for approval."
            if may_publish
            else "Limits are published by the region: it goes up for approval."
        )
    with refusals_shown(), st.container(horizontal=True, key=f"thumb-set-{view.row.id}"):
        if view.row.state is LimitDraftState.DRAFT:
            _of_a_draft(viewer, view, holds=holds)
        elif view.row.state is LimitDraftState.SENT:
            _of_one_sent(viewer, view, may_publish=may_publish, holds=holds)
        elif view.row.state is LimitDraftState.REJECTED:
            if _pressed("Revise", "edit", view, is_next=True):
                _do(commands.revise, viewer, view, said="It is yours to change again.")
            _set_aside(viewer, view)


def _of_a_draft(viewer: Viewer, view: DraftView, *, holds: bool) -> None:
    if holds and _pressed("Publish", "publish", view, is_next=not view.wrong_cells):
        _publish(viewer, view)
    if _pressed("Send for approval", "send", view, is_next=not holds and not view.wrong_cells):
        _do(commands.send, viewer, view, version=view.row.version, said="Sent for approval.")
    _set_aside(viewer, view)


def _of_one_sent(viewer: Viewer, view: DraftView, *, may_publish: bool, holds: bool) -> None:
    if may_publish and _pressed("Approve", "check", view, is_next=holds):
        _publish(viewer, view)
    if may_publish:
        with st.popover("Send back", icon=":material/undo:", key=f"back-{view.row.id}"):
            why = st.text_input("Why", key=f"why-{view.row.id}")
            if _pressed("Send back", "undo", view, is_next=True):
                _do(commands.reject, viewer, view, version=view.row.version, why=why or "",
                    said="Sent back with your reason.")  # fmt: skip
    if _pressed("Take back", "edit", view):
        _do(commands.take_back, viewer, view, said="It is a draft again.")


def _set_aside(viewer: Viewer, view: DraftView) -> None:
    if _pressed("Set aside", "block", view):
        _do(commands.set_aside, viewer, view, leaves=True, said="Set aside.")


def _publish(viewer: Viewer, view: DraftView) -> None:
    _do(commands.approve, viewer, view, version=view.row.version, leaves=True,
        said="Published. Whose amounts change is asked to read it.")  # fmt: skip


def _pressed(label: str, icon: str, view: DraftView, *, is_next: bool = False) -> bool:
    return st.button(
        label, key=f"{label.lower().replace(' ', '-')}-{view.row.id}", icon=f":material/{icon}:",
        type="primary" if is_next else "secondary",
    )  # fmt: skip


def _do(
    act: Callable[..., object],
    viewer: Viewer,
    view: DraftView,
    *,
    said: str,
    leaves: bool = False,
    **facts: Any,
) -> None:
    with st.spinner("Checking every cell"), writing() as session:
        act(session, viewer, draft_id=view.row.id, at=now(), **facts)
    if leaves:
        st.query_params.pop("set", None)
    st.toast(said, icon=":material/check:")
    st.rerun()
