"""Refusals, shown to the person who asked, on the screen where they asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from db.rules.refusals import EditedMeanwhile, Refusal
from pages.components.escaping import plain


@contextmanager
def refusals_shown() -> Iterator[None]:
    """Show a refusal's sentence and go on drawing the screen; anything else is a bug and rises.

    When two people edited the same text, what is stored now is shown below the sentence.
    """
    try:
        yield
    except Refusal as refusal:
        st.error(plain(str(refusal)), icon=":material/error:")
        if isinstance(refusal, EditedMeanwhile):
            with st.container(border=True):
                st.markdown(":gray[Stored now]")
                st.text(refusal.theirs)
