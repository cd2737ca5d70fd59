"""A key per submit: a double click, a reload or a lost answer does nothing twice."""

from __future__ import annotations

import uuid

import streamlit as st


def submit_key(name: str) -> str:
    """The key of the next submit called `name`; the same until `renew`."""
    return str(st.session_state.setdefault(f"submit-{name}", uuid.uuid4().hex))


def renew(name: str) -> None:
    """After a submit that was kept: the next one is another."""
    st.session_state.pop(f"submit-{name}", None)
