"""The three parties of a problem: who has it, since when, and who had it before (P28)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Viewer
from db.queries.design_briefs import BriefRow, parties_of
from db.rules.parties import PartyLine, days_in_words
from db.rules.words import BriefState, Party, PlaceKind
from db.session import reading
from pages.components.badges import Badge, in_line, in_one_piece
from pages.components.escaping import plain
from pages.components.heading import second_line
from pages.components.moments import now
from pages.components.people import SECOND_LINE

NAMES = {Party.COUNTER: "Counter", Party.FIXERS: "Fixers", Party.DESIGN: "Design team"}
STANDING = {
    BriefState.OPEN: Badge("waits for a fix", "schedule", "orange"),
    BriefState.FIXED: Badge("fixed, being watched", "visibility", "blue"),
    BriefState.CLOSED: Badge("closed by its chart", "check", "green"),
}
HAS_IT = Badge("has it", "pan_tool", "blue")
# Beside each other where there is room, below each other on a phone; all of one height.
GRID = (
    "display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.5rem;"
    "list-style:none;margin:0;padding:0"
)
CELL = "border:1px solid {edge};border-radius:.5rem;padding:.5rem .75rem;margin:0;line-height:1.45"
EDGE, EDGE_OF_HOLDER = "light-dark(#D2D9E1,#33404D)", "light-dark(#1B4F9C,#8AB8F5)"


def parties_strip(viewer: Viewer, row: BriefRow) -> None:
    """The three parties; whoever has it is marked, with its clock and the day that was promised."""
    with reading() as session:
        lines = parties_of(session, viewer, brief_id=row.id, now=now())
    st.html(f'<ul style="{GRID}">{"".join(_cell(line, row.place.zone) for line in lines)}</ul>')


def _cell(line: PartyLine, zone: str) -> str:
    is_holder = line.since is not None
    style = CELL.format(edge=EDGE_OF_HOLDER if is_holder else EDGE)
    badge = in_one_piece(HAS_IT) if is_holder else ""
    who = f"{line.who[0].upper()}{line.who[1:]}."
    return (
        f'<li style="{style}"><span style="display:flex;gap:.5rem;align-items:center">'
        f"<strong>{escape(NAMES[line.party])}</strong>{badge}</span>"
        f'<span style="{SECOND_LINE}">{escape(who)}<br>{escape(_clock(line, zone))}</span></li>'
    )


def _clock(line: PartyLine, zone: str) -> str:
    if line.since is not None:
        due = f" Promised for {line.due_on:%-d %b %Y}." if line.due_on else ""
        since = line.since.astimezone(ZoneInfo(zone))
        return f"{days_in_words(now() - line.since).capitalize()}, since {since:%-d %b}.{due}"
    return f"Had it for {days_in_words(line.held)}." if line.held else "Not with them yet."


def problem_briefs(viewer: Viewer, rows: Sequence[BriefRow]) -> None:
    """On the screen of a problem: where it comes back, and with whom it lies."""
    for row in rows:
        with st.container(border=True, key=f"about-{row.id}", gap="small"):
            st.markdown(
                f":material/construction: **Comes back {_where(row)}** "
                f"{in_line(STANDING[row.state])}"
            )
            second_line(row.reason)
            if row.state is BriefState.OPEN:
                parties_strip(viewer, row)


def _where(row: BriefRow) -> str:
    way = "at" if row.place.kind is PlaceKind.OFFICE else "across"
    return f"{way} {plain(row.place.name)}"
