"""A running clock: it ticks in the browser and asks nothing of the server."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import streamlit as st

_HERE = Path(__file__).parent
_CLOCK = st.components.v2.component(
    "readyroom_clock",
    html=(_HERE / "clock.html").read_text(encoding="utf-8"),
    css=(_HERE / "clock.css").read_text(encoding="utf-8"),
    js=(_HERE / "clock.js").read_text(encoding="utf-8"),
)

# Beside words, in pixels: as wide as hours, minutes and seconds.
CLOCK_WIDTH = 96


def running_clock(
    since: datetime,
    *,
    now: datetime,
    key: str,
    label: str = "waiting",
    limit_seconds: int | None = None,
    late_label: str = "",
    bar: bool = False,
    width: int | Literal["stretch"] = "stretch",
) -> None:
    """Time since `since`, in minutes and seconds, ticking until the screen is left.

    Both moments are aware. Past `limit_seconds` the digits turn red and `late_label` stands below
    them, by default "past 4 minutes". With `bar`, a strip shows how much of the limit is used;
    it needs a limit.
    """
    _CLOCK(
        key=key,
        data={
            "since": _milliseconds(since),
            "sent": _milliseconds(now),
            "label": label,
            "limit": None if limit_seconds is None else 1000 * limit_seconds,
            "late_label": late_label or f"past {_minutes(limit_seconds or 0)}",
            "bar": bar and limit_seconds is not None,
        },
        width=width,
    )


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _minutes(seconds: int) -> str:
    if seconds % 60:
        return f"{timedelta(seconds=seconds)}".removeprefix("0:")
    return "1 minute" if seconds == 60 else f"{seconds // 60} minutes"  # noqa: PLR2004 - a minute.
