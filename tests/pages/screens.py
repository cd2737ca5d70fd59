"""Running one screen as its script, for a viewer of the test's own choosing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import datetime

import pytest
from streamlit.testing.v1 import AppTest

from db.access import Viewer
from pages.components import acts, gate, moments
from pages.screens import FOLDER
from tests.world import NOW

SECONDS = 60


def run_screen(
    patch: pytest.MonkeyPatch,
    viewer: Viewer,
    path: str,
    query: Mapping[str, str] | None = None,
    *,
    typed: Mapping[str, str] | None = None,
) -> AppTest:
    """The screen at `path` below pages, after one run at the moment of the world.

    The gate stays; who is signed in is given. `typed` is what stands in fields by their keys:
    the driver cannot type into a field of choices itself.
    """
    # Both names, wherever the one was taken from the other before: tests run in any order.
    patch.setattr(gate, "current_viewer", lambda: viewer)
    patch.setattr(acts, "current_viewer", lambda: viewer)
    everywhere(patch, moments.now, the_moment_of_the_world)
    screen = AppTest.from_file(str(FOLDER / path), default_timeout=SECONDS)
    for name, value in (query or {}).items():
        screen.query_params[name] = value
    for key, text in (typed or {}).items():
        screen.session_state[key] = text
    return screen.run()


def the_moment_of_the_world() -> datetime:
    """When every test of a screen runs."""
    return NOW


def everywhere(
    patch: pytest.MonkeyPatch, known: Callable[..., object], other: Callable[..., object]
) -> None:
    """Put another function in the place of one, wherever it was taken from before: tests run in
    any order.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith("pages.") and getattr(module, known.__name__, None) is known:
            patch.setattr(module, known.__name__, other)


def words_of(screen: AppTest) -> str:
    """Everything that the screen says in its title, its text and its HTML."""
    said = [*screen.title, *screen.markdown, *screen.error]
    html = [element.proto.body for element in screen.get("html")]
    return "\n".join([*(each.value for each in said), *html])
