"""Where points are lost: number, problem, sentence, and the button that leads to its remedy."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

import streamlit as st

from db.access import Viewer
from db.queries.places import PlaceRow
from db.queries.readiness_rows import LostRow
from db.queries.sheets import Sheet
from pages.components.fixes import WAYS, way_button
from pages.components.people import SECOND_LINE

NUMBER, TEXT = 52, 330
WIDTH = NUMBER + 8 + TEXT
# As large as a heading, and none: a list of numbers is no outline of the screen.
LOOK_OF_NUMBER = f"flex:0 0 {NUMBER}px;font-size:1.25rem;font-weight:650;line-height:1.3"


def lost_rows(rows: Sequence[LostRow], office: PlaceRow, viewer: Viewer) -> None:
    """One row each, number and words in one piece; on a phone the button drops below them."""
    for row in rows:
        key = f"fix-{row.problem_id or 0}-{row.gate.value}"
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.html(
                f'<div style="display:flex;gap:.5rem"><div style="{LOOK_OF_NUMBER}">'
                f"{row.points:.1f}</div><div>{_words(row)}</div></div>",
                width=WIDTH,
            )
            way_button(WAYS[row.fix], viewer, office.path, query_of(row, office), key=key)


def query_of(row: LostRow, office: PlaceRow) -> dict[str, str]:
    """What the remedy's screen is told: the office, and the problem where there is one."""
    query = {"office": str(office.id)}
    if row.problem_id is not None:
        query["problem"] = str(row.problem_id)
    return query


def lost_sheet(rows: Sequence[LostRow], office: PlaceRow) -> Sheet:
    """Every lost point as a table."""
    return Sheet(
        f"lost points {office.name}",
        ("points", "problem", "gate", "why", "remedy", "owner"),
        tuple(
            (Decimal(f"{row.points:.4f}"), row.title, row.gate.label, row.sentence,
             WAYS[row.fix].label, row.owner)
            for row in rows
        ),
    )  # fmt: skip


def _words(row: LostRow) -> str:
    owner = f"{row.owner} owns it." if row.owner else "Nobody owns it yet."
    below = f'<div style="{SECOND_LINE}">{escape(f"{row.sentence}. {owner}")}</div>'
    return f"<strong>{escape(row.title)}</strong>{below}"
