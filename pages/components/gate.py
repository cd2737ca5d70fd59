"""The gate that every screen opens with: who asks, and may they?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NoReturn
from urllib.parse import quote

import streamlit as st

from db.access import Permission, Viewer, may_somewhere
from db.queries.people import viewer_of_token
from db.session import reading
from pages.components.links import link_here
from pages.components.moments import now

COOKIE = "readyroom_session"
_asking: ContextVar[Viewer | None] = ContextVar("asking", default=None)


@contextmanager
def asked_by(viewer: Viewer) -> Iterator[None]:
    """While the block runs, its screens know who asks and need not ask the database again.

    A part that runs by itself later, and a screen that was opened past the entry script, are
    outside of it and ask.
    """
    token = _asking.set(viewer)
    try:
        yield
    finally:
        _asking.reset(token)


def open_screen(permission: Permission) -> Viewer:
    """The viewer, when they may open this screen; otherwise one sentence, and the run ends."""
    viewer = _asking.get() or current_viewer()
    if viewer is None:
        ask_to_sign_in()
    if not may_somewhere(viewer, permission):
        st.title("This screen is closed to you")
        st.markdown(f"Your roles do not let you {permission.value}. Ask your administrator.")
        st.stop()
    return viewer


def still_here(permission: Permission) -> Viewer:
    """The gate of a part that runs by itself: who lost session or role sees the screen's gate."""
    viewer = _asking.get() or current_viewer()
    if viewer is None or not may_somewhere(viewer, permission):
        st.rerun()
    return viewer


def current_viewer() -> Viewer | None:
    """Whoever is signed in on this browser, asked of the database at each run."""
    token = st.context.cookies.get(COOKIE, "")
    if not token:
        return None
    with reading() as session:
        return viewer_of_token(session, token, now=now())


def ask_to_sign_in() -> NoReturn:
    """Say that the session ended, carry the address along, and end the run."""
    st.title("You are signed out")
    wanted = st.context.url or "/"
    link_here("Sign in", f"/sign-in?next={quote(wanted, safe='')}", is_next_step=True)
    st.stop()
