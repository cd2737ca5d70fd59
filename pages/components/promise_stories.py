"""A promise's history as a line of steps, each with its sign, its word and its hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from db.queries.promises import PromiseEventRow, PromiseRow
from db.rules.promise_stories import Chapter, Turn, story

# Sign, word, and the colour of its line: a shape and a word beside every colour.
LOOK = {
    Turn.MADE: ("●", "promised", "#1B4F9C"),
    Turn.AGAIN_IN_TIME: ("↻", "promised again in time", "#1B4F9C"),
    Turn.AGAIN_AFTER: ("↻", "promised again, too late", "#B3541E"),
    Turn.HANDED_OVER: ("→", "handed to", "#7B8794"),
    Turn.BROKE: ("▲", "window ended, nobody called", "#B3541E"),
    Turn.KEPT: ("✓", "kept", "#00806B"),
    Turn.LATE: ("▲", "kept late", "#B3541E"),
    Turn.MISSED: ("✕", "missed", "#9B1030"),
}
ROW = "display:flex;flex-wrap:wrap;gap:.375rem .75rem;list-style:none;margin:0;padding:0"
STEP = "border-left:3px solid {colour};padding-left:.5rem;font-size:.875rem;line-height:1.35"


def story_line(row: PromiseRow, events: Sequence[PromiseEventRow], *, now: datetime) -> None:
    """Every step in its order, on the clock of the place; one piece of HTML."""
    zone = ZoneInfo(row.place_zone)
    told = story([each.fact for each in events], now=now)
    steps = "".join(_step(each, events, zone) for each in told)
    st.html(f'<ol aria-label="What happened to this promise" style="{ROW}">{steps}</ol>')


def _step(chapter: Chapter, events: Sequence[PromiseEventRow], zone: ZoneInfo) -> str:
    sign, word, colour = LOOK[chapter.turn]
    event = None if chapter.number is None else events[chapter.number]
    who = "" if event is None else f", {event.who}" if event.who else ""
    if chapter.turn is Turn.HANDED_OVER and event is not None:
        word = f"{word} {event.owner or 'nobody'}"
    if chapter.turn in {Turn.MADE, Turn.AGAIN_IN_TIME, Turn.AGAIN_AFTER}:
        word = f"{word} by {chapter.until.astimezone(zone):%a %H:%M}"
    why = event.words if event is not None and chapter.turn is not Turn.MADE else ""
    said = f"<br>{escape(why)}" if why else ""
    return (
        f'<li style="{STEP.format(colour=colour)}"><span aria-hidden="true">{sign}</span> '
        f"<strong>{escape(word)}</strong><br>"
        f"{chapter.at.astimezone(zone):%-d %b %H:%M}{escape(who)}{said}</li>"
    )
