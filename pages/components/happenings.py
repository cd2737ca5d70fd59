"""Waiting for what happens: a part of a screen runs again when the server says so."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_LINE = st.components.v2.component(
    "readyroom_happenings",
    html="<span hidden></span>",
    js=Path(__file__).with_name("happenings.js").read_text(encoding="utf-8"),
)
# What the screens do when the line is down for good, as behind a proxy that passes no sockets.
SECONDS_WITHOUT_A_LINE = 20.0


def run_when_something_happens(*, key: str) -> None:
    """Run the surrounding fragment again when an escalation moves that concerns the viewer."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    address = f"/{base}/happenings" if base else "/happenings"
    _LINE(key=key, data={"address": address}, on_happened_change=lambda: None)
