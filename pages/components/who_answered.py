"""Who answered: how far the first person did, how it is to ask, and what was promised and kept.

Counted from the rows, therefore only for whoever wants it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from db.queries.bother import bother
from db.queries.levels import levels
from db.queries.promises_to_come import promises_to_come
from db.session import reading
from pages.components.bother_panel import bother_panel
from pages.components.come_panel import come_panel
from pages.components.levels_panel import levels_panel

if TYPE_CHECKING:
    from datetime import datetime

    from db.access import Viewer
    from pages.components.behind import Shown


def who_answered(viewer: Viewer, shown: Shown, *, at: datetime) -> None:
    """The three parts, below a switch that stays in the address."""
    if not st.toggle("Who answered", key="levels", bind="query-params"):
        return
    place_id, weeks, selection = shown.office.id, shown.weeks, shown.selection
    with reading() as session:
        level = levels(session, viewer, place_id=place_id, weeks=weeks, now=at, selection=selection)
        signal = bother(
            session, viewer, place_id=place_id, weeks=weeks, now=at, selection=selection
        )
        came = promises_to_come(session, viewer, place_id=place_id, weeks=weeks, now=at)
    levels_panel(level, shown)
    bother_panel(signal, shown)
    come_panel(viewer, came, shown)
