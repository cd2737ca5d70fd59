"""Running one screen as its script, for a viewer of the test's own choosing."""

from __future__ import annotations

from collections.abc import Mapping

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
    patch.setattr(moments, "now", lambda: NOW)
    screen = AppTest.from_file(str(FOLDER / path), default_timeout=SECONDS)
    for name, value in (query or {}).items():
        screen.query_params[name] = value
    for key, text in (typed or {}).items():
        screen.session_state[key] = text
    return screen.run()


def words_of(screen: AppTest) -> str:
    """Everything that the screen says in its title, its text and its HTML."""
    said = [*screen.title, *screen.markdown, *screen.error]
    html = [element.proto.body for element in screen.get("html")]
    return "\n".join([*(each.value for each in said), *html])
