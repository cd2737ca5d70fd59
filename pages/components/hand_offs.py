"""How a customer is handed over when a manager comes (P50): agreed in a huddle, in three parts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from db.access import Permission, may
from db.queries.contacts import calm_places
from db.queries.hand_offs import words_at
from db.queries.places import place
from db.rules.hand_offs import (
    HOLDS_DAYS,
    LONGEST_DAYS,
    SHORTEST_DAYS,
    SOURCE_KEY,
    TITLE,
    HandOff,
)
from db.session import reading
from pages.components.badges import Badge
from pages.components.drafted import drafted_text
from pages.components.escaping import plain
from pages.components.huddle_words import KIND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.access import Viewer
    from db.queries.huddle_items import ItemView
    from db.queries.huddles import HuddleView
    from db.rules.minutes_text import MinutedItem
    from db.session import Session

BADGE = Badge("Handing over", "handshake", "blue")
PARTS = {
    "speaks-first": "Who speaks first",
    "said": "What is said, word for word",
    "where": "Where it happens",
}
USUAL = HandOff("whoever asked", "This is my manager, who knows everything that you told me", "")


def kind_badge(item: ItemView) -> Badge:
    """What an item is about, as a badge; this one has a kind of its own in everything but name."""
    return BADGE if item.source_key == SOURCE_KEY else KIND[item.kind]


def minuted_badge(item: MinutedItem) -> Badge:
    """The same of an item in signed minutes."""
    return BADGE if item.title == TITLE else KIND[item.kind]


def hand_off_fields(viewer: Viewer, view: HuddleView, key: str) -> None:
    """Three texts that survive a reload, and after how many days it is confirmed again. They
    begin with what was agreed last, else with what is usual and the first calm place.
    """
    start = _start(viewer, view, key)
    for part, label in PARTS.items():
        begins = _part(start, part)
        drafted_text(viewer, label, subject=f"{key}-{part}", start=begins, height=68)
    st.number_input("Confirm it again after, in days", SHORTEST_DAYS, LONGEST_DAYS,
                    start.holds_days, key=f"{key}-days", width=260)  # fmt: skip


def typed_hand_off(key: str, kept: Mapping[str, str]) -> HandOff:
    """What stands in the fields; `kept` are the drafts as the record holds them."""
    start: HandOff = st.session_state.get(f"{key}-start", USUAL)
    first, said, where = (kept.get(f"{key}-{part}", _part(start, part)).strip() for part in PARTS)
    days = st.session_state.get(f"{key}-days") or HOLDS_DAYS
    return HandOff(first, said, where, int(days))


def agreed_line(line: str | None) -> None:
    """What happens now, beside an ask; nothing where nothing was agreed."""
    if line:
        st.markdown(f":gray[:material/handshake: Agreed here:] {plain(line)}")


def _start(viewer: Viewer, view: HuddleView, key: str) -> HandOff:
    if f"{key}-start" not in st.session_state:
        with reading() as session:
            agreed = words_at(session, place_id=view.row.place_id)
            if agreed is None:
                agreed = replace(USUAL, where=_first_calm_place(session, viewer, view))
        st.session_state[f"{key}-start"] = agreed
    found: HandOff = st.session_state[f"{key}-start"]
    return found


def _first_calm_place(session: Session, viewer: Viewer, view: HuddleView) -> str:
    """A room to begin with, for a leader who may look after the office's rooms."""
    if not may(viewer, Permission.PLACE_EQUIP, view.row.place_path):
        return ""
    here = place(session, viewer, place_id=view.row.place_id)
    return next((each.name for each in calm_places(session, viewer, place=here)), "")


def _part(words: HandOff, part: str) -> str:
    return {"speaks-first": words.speaks_first, "said": words.said, "where": words.where}[part]
