"""Waiting for what happens: a part of a screen runs again when the server says so."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
LINE = st.components.v2.component(
    "readyroom_happenings",
    html=(_HERE / "happenings.html").read_text(encoding="utf-8"),
    css=(_HERE / "happenings.css").read_text(encoding="utf-8"),
    js=(_HERE / "happenings.js").read_text(encoding="utf-8"),
)
# How often a screen looks while it has no line, as behind a proxy that passes no sockets. With a
# line it never looks: a hundred idle screens would take more of a core than anybody's work.
SECONDS_WITHOUT_ALINE = 20
UNSENT = "No answer from Readyroom. Try again."
LOST = f"No line to Readyroom. This screen looks by itself every {SECONDS_WITHOUT_ALINE} s."


def run_when_something_happens(*, key: str, seen: int, shows_asks: bool = False) -> None:
    """Run the surrounding fragment again when an escalation moves that concerns the viewer.

    With `shows_asks` a manager sees the facts of an ask as they come and can take it, before its
    card is drawn, may have a sound and a notification with it, and reads when the line is lost.
    `seen` is the key of the newest event anywhere at the moment that the part shows.
    """
    facts = where() | {
        "seen": seen, "shows_asks": shows_asks, "lost": LOST, "seconds": SECONDS_WITHOUT_ALINE,
    }  # fmt: skip
    LINE(key=key, data=facts, on_happened_change=lambda: None)


def where() -> dict[str, object]:
    """Where the line is opened and an ask is taken, and what is said when nobody answers there."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    address = f"/{base}/happenings" if base else "/happenings"
    return {"address": address, "take": f"{address}/take", "unsent": UNSENT}
