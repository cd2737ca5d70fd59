"""The menu: every screen is registered for everybody, and shown to whom it is open.

A screen that is closed to somebody keeps its address, so that a link to it ends at the gate and
its sentence, and not at "page not found". The first screen that is open is the start page; it
keeps its own address beside `/`, so that a link can be passed on to people who start elsewhere.

The list is flat: Streamlit folds away what finds no room, and its named sections are lists that
a screen reader cannot count on a phone.
"""

from __future__ import annotations

from copy import copy
from functools import cache

import streamlit as st

from db.access import Viewer, may_somewhere
from pages.screens import SCREENS, Screen


def menu(viewer: Viewer) -> list[st.Page]:
    """The pages of `st.navigation`, what people open all day first, for this viewer and run."""
    is_open = tuple(may_somewhere(viewer, screen.permission) for screen in SCREENS)
    # Streamlit marks the page that may run on the page itself, therefore each run has its own.
    return [copy(page) for page in _pages(is_open)]


@cache
def _pages(is_open: tuple[bool, ...]) -> list[st.Page]:
    """Built once for each set of open screens: checking the files of all takes a millisecond."""
    screens = sorted(zip(SCREENS, is_open, strict=True), key=lambda each: not each[0].is_daily)
    pages: list[st.Page] = []
    has_start = False
    for screen, mine in screens:
        if not screen.file.exists():
            continue
        starts_here = mine and not has_start
        if starts_here:
            pages.append(_page(screen, is_start=True, is_shown=screen.is_listed))
            has_start = True
        pages.append(_page(screen, is_shown=mine and screen.is_listed and not starts_here))
    return pages


def _page(screen: Screen, *, is_shown: bool, is_start: bool = False) -> st.Page:
    return st.Page(
        screen.file,
        title=screen.title,
        icon=f":material/{screen.icon}:",
        url_path="" if is_start else screen.url_path,
        default=is_start,
        visibility="visible" if is_shown else "hidden",
    )
