"""Badges: every state has a colour, a sign and a word, the same on every screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Literal

import streamlit as st

from pages.components.escaping import plain

Colour = Literal["green", "orange", "red", "blue", "violet", "gray"]


@dataclass(frozen=True, slots=True)
class Badge:
    """A word with its sign (a Material symbol) and its colour."""

    word: str
    icon: str
    colour: Colour


AVAILABILITY = {
    "available": Badge("available", "check", "green"),
    "in_a_meeting": Badge("in a meeting", "schedule", "gray"),
    "busy": Badge("busy", "hourglass_top", "gray"),
    "away": Badge("away", "do_not_disturb_on", "gray"),
}
REACH = {
    "here": Badge("here now", "check", "green"),
    "by_phone": Badge("by phone", "call", "blue"),
    "nobody": Badge("nobody on duty", "close", "red"),
}
ORIGIN = {
    "real": Badge("real", "person", "blue"),
    "brainstormed": Badge("brainstormed", "forum", "violet"),
    "imagined": Badge("imagined", "lightbulb", "gray"),
}
ANSWERED = {
    True: Badge("answered", "check", "green"),
    False: Badge("unanswered", "close", "red"),
}
ASK = {
    "within_limit": Badge("within own limit", "check", "green"),
    "just_above": Badge("just above limit", "trending_up", "orange"),
    "above": Badge("over my limit", "trending_up", "orange"),
    "over_my_limit": Badge("over my limit", "trending_up", "orange"),
    "no_rule": Badge("no rule", "help", "orange"),
    "no_response": Badge("no response", "help", "orange"),
    "stale_response": Badge("stale response", "history", "orange"),
    "customer_insisted": Badge("customer insisted", "record_voice_over", "gray"),
    "customer_insists": Badge("customer insists", "record_voice_over", "gray"),
    "liability": Badge("liability", "gavel", "violet"),
    "unsure_of_liability": Badge("unsure of liability", "gavel", "violet"),
    "needs_information": Badge("needs information", "info", "blue"),
    "safety": Badge("safety", "shield", "red"),
}
RESPONSE = {
    "draft": Badge("draft", "edit", "gray"),
    "proposed": Badge("proposed", "send", "blue"),
    "agreed": Badge("agreed", "check", "green"),
    "superseded": Badge("superseded", "history", "gray"),
    "expired": Badge("check expired", "error", "orange"),
    "unverified": Badge("not checked", "error", "orange"),
}
MUST_HAVE = {
    "in_place": Badge("in place", "check", "green"),
    "expires": Badge("expires", "schedule", "orange"),
    "missing": Badge("missing", "close", "red"),
}
HUDDLE = {
    "draft": Badge("draft", "edit", "gray"),
    "open": Badge("open for topics", "playlist_add", "blue"),
    "in_progress": Badge("in progress", "play_arrow", "blue"),
    "closed": Badge("closed, not signed", "pending", "orange"),
    "signed": Badge("signed", "check", "green"),
    "audited": Badge("read for the region", "verified", "green"),
}
ESCALATION = {
    "waiting": Badge("waiting", "schedule", "orange"),
    "acknowledged": Badge("on the way", "directions_walk", "blue"),
    "with_customer": Badge("with the customer", "handshake", "blue"),
    "resolved": Badge("resolved", "check", "green"),
    "left": Badge("customer left", "logout", "red"),
    "withdrawn": Badge("withdrawn", "undo", "gray"),
}
OUTCOME = {
    "settled": Badge("settled", "check", "green"),
    "partly": Badge("partly settled", "contrast", "orange"),
    "not_satisfiable": Badge("not satisfiable", "block", "gray"),
}
LIMIT_DRAFT = {
    "draft": Badge("draft", "edit", "gray"),
    "sent": Badge("waits for approval", "schedule", "orange"),
    "rejected": Badge("sent back", "undo", "red"),
    "approved": Badge("published", "check", "green"),
    "set_aside": Badge("set aside", "block", "gray"),
}
RULING = {
    "waiting": Badge("waiting", "schedule", "orange"),
    "answered": Badge("answered", "check", "green"),
    "taken_back": Badge("taken back", "undo", "gray"),
}
PROMISE = {
    "open": Badge("stands", "schedule", "blue"),
    "due": Badge("call now", "call", "orange"),
    "kept": Badge("kept", "check", "green"),
    "late": Badge("kept late", "history", "orange"),
    "missed": Badge("missed", "close", "red"),
}
SIGNAL = {
    "up": Badge("up", "arrow_upward", "orange"),
    "down": Badge("down", "arrow_downward", "blue"),
    "none": Badge("usual range", "check", "gray"),
}
CHAIN = {
    True: Badge("chain verified", "verified", "green"),
    False: Badge("chain broken", "gpp_bad", "red"),
}


def badge_for(kind: Mapping[str, Badge] | Mapping[bool, Badge], value: str | bool) -> Badge:  # noqa: FBT001 - a state may be yes or no.
    """The badge of a stored word; a word this version does not know yet is shown as it is."""
    known: Mapping[str | bool, Badge] = dict(kind.items())
    return known.get(value) or Badge(str(value).replace("_", " "), "label", "gray")


def with_words(badge: Badge, words: str) -> Badge:
    """The same state with more to say: "in a meeting until 14:30"."""
    return Badge(words, badge.icon, badge.colour)


def in_line(*badges: Badge) -> str:
    """Markdown for badges inside a sentence or beside each other."""
    return " ".join(
        f":{badge.colour}-badge[:material/{badge.icon}: {plain(badge.word)}]" for badge in badges
    )


@cache
def in_one_piece(badge: Badge) -> str:
    """HTML for a badge among other HTML, in the colours that the theme gives to badges."""
    text, background = _tones(badge.colour, "TextColor"), _tones(badge.colour, "BackgroundColor")
    return (
        '<span style="flex:none;display:inline-flex;gap:.25rem;align-items:center;'
        f"padding:.125rem .375rem;border-radius:.25rem;font-size:.875rem;color:{text};"
        f'background:{background}"><span aria-hidden="true" style="font-family:'
        f"'Material Symbols Rounded';font-size:1rem;line-height:1\">{badge.icon}</span>"
        f"{escape(badge.word)}</span>"
    )


@cache
def _tones(colour: Colour, part: str) -> str:
    light, dark = (st.get_option(f"theme.{tone}.{colour}{part}") for tone in ("light", "dark"))
    return f"light-dark({light},{dark})"


def show_badges(*badges: Badge) -> None:
    """Badges on a line of their own."""
    st.markdown(in_line(*badges), width="content")
