"""Words that survive a reload and a restart: a text area whose draft lies in the record."""

from __future__ import annotations

import streamlit as st

from db.access import Viewer
from db.commands import drafts as commands
from db.queries.drafts import draft
from db.session import reading, writing
from pages.components.live_text import forget_text, kept_text_area
from pages.components.moments import now

# An emptied field is kept as a blank, or the text it was emptied of would come back.
EMPTIED = " "


def drafted_text(
    viewer: Viewer,
    label: str,
    *,
    subject: str,
    start: str = "",
    height: int = 120,
    placeholder: str = "",
    kept: str | None = None,
) -> str:
    """What stands in the field; `subject` names the draft ("finding-7") and `start` is what the
    field begins with where the viewer has kept nothing. Typing reruns the fragment around it.

    `kept` is the draft where a form with many fields has read them all at once.
    """
    if kept is None:
        with reading() as session:
            kept = draft(session, viewer, subject=subject)
    begins = kept or start
    typed = kept_text_area(
        label, begins.strip(), key=subject, height=height, placeholder=placeholder
    )
    if typed.strip() != begins.strip():
        words = typed if typed.strip() or not start else EMPTIED
        with writing() as session:
            commands.keep(session, viewer, subject=subject, text=words, at=now())
    return typed.strip()


def forget_drafts(viewer: Viewer, *subjects: str) -> None:
    """After a submit: the drafts go, and the fields begin again."""
    with writing() as session:
        for subject in subjects:
            commands.forget(session, viewer, subject=subject)
    for subject in subjects:
        forget_text(subject)
        st.session_state.pop(subject, None)
