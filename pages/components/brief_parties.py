"""The three parties of a problem: who has it, since when, and who had it before (P28)."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Viewer
from db.queries.design_briefs import BriefRow, parties_of
from db.rules.parties import PartyLine, days_in_words
from db.rules.words import BriefState, Party
from db.session import reading
from pages.components.badges import Badge, in_line
from pages.components.escaping import plain
from pages.components.heading import second_line
from pages.components.moments import now

NAMES = {Party.COUNTER: "Counter", Party.FIXERS: "Fixers", Party.DESIGN: "Design team"}
STANDING = {
    BriefState.OPEN: Badge("waits for a fix", "schedule", "orange"),
    BriefState.FIXED: Badge("fixed, being watched", "visibility", "blue"),
    BriefState.CLOSED: Badge("closed by its chart", "check", "green"),
}
CELL = 212


def parties_strip(viewer: Viewer, row: BriefRow) -> None:
    """The parties beside each other, or below each other on a phone: whoever has it is marked."""
    with reading() as session:
        lines = parties_of(session, viewer, brief_id=row.id, now=now())
    with st.container(horizontal=True, gap="small", key=f"parties-{row.id}"):
        for line in lines:
            with st.container(border=True, width=CELL, gap=None):
                _cell(line, zone=row.place.zone)


def _cell(line: PartyLine, *, zone: str) -> None:
    has_it = "" if line.since is None else f" {in_line(Badge('has it', 'pan_tool', 'blue'))}"
    st.markdown(f"**{NAMES[line.party]}**{has_it}")
    second_line(f"{line.who[0].upper()}{line.who[1:]}. {_clock(line, zone)}")


def _clock(line: PartyLine, zone: str) -> str:
    if line.since is not None:
        due = f" Promised for {line.due_on:%-d %b %Y}." if line.due_on else ""
        since = line.since.astimezone(ZoneInfo(zone))
        return f"Since {since:%-d %b %Y}: {days_in_words(now() - line.since)}.{due}"
    return f"Had it for {days_in_words(line.held)}." if line.held else "Not with them yet."


def problem_briefs(viewer: Viewer, rows: Sequence[BriefRow]) -> None:
    """On the screen of a problem: where it comes back, and with whom it lies."""
    for row in rows:
        with st.container(border=True, key=f"about-{row.id}", gap="small"):
            st.markdown(
                f":material/construction: **Comes back at {plain(row.place.name)}** "
                f"{in_line(STANDING[row.state])}"
            )
            second_line(row.reason)
            if row.state is BriefState.OPEN:
                parties_strip(viewer, row)
