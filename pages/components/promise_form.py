"""The fields of a promise to call back: its words, and the window on the customer's clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from db.commands.promises import CallBack
from db.rules.places import zones
from db.rules.promises import WrittenWindow
from pages.components.moments import now

STEP = timedelta(minutes=15)
LAST_HOUR = 22
MORNING = time(9)


def call_back_fields(zone: str, *, key: str, words: str = "") -> CallBack:
    """What is promised, with empty words while nobody says it. They belong into a form."""
    said = st.text_input(
        "What we promise", words, key=f"{key}-words",
        placeholder="We call about the bag; number in the file of tag 123456",
        help="As the customer heard it, and where the number to call stands. No name is kept.",
    )  # fmt: skip
    window = window_fields(zone, key=key)
    return CallBack(said.strip(), window)


def with_reference(promised: CallBack, reference: str) -> CallBack:
    """The same promise, to the customer of this reference."""
    return replace(promised, customer_reference=reference)


def window_fields(zone: str, *, key: str) -> WrittenWindow:
    """A day, two times and the customer's zone; the next whole hour stands in them already."""
    first = _next_hour(zone)
    with st.container(horizontal=True, gap="small"):
        day = st.date_input("Day", first.date(), key=f"{key}-day", width=140, format="DD/MM/YYYY")
        # A phone has no room for three; what belongs together stays together.
        with st.container(horizontal=True, gap="small", width="content", wrap=False):
            begins = st.time_input("From", first.time(), step=STEP, key=f"{key}-from", width=110)
            last = (first + timedelta(hours=1)).time()
            ends = st.time_input("Until", last, step=STEP, key=f"{key}-until", width=110)
    known = zones()
    index = known.index(zone) if zone in known else 0
    theirs = st.selectbox("The customer's time zone", known, index, key=f"{key}-zone")
    return WrittenWindow(theirs, datetime.combine(day, begins), datetime.combine(day, ends))


def _next_hour(zone: str) -> datetime:
    here = now().astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    following = here.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    if following.hour <= LAST_HOUR and following.date() == here.date():
        return following
    return datetime.combine(here.date() + timedelta(days=1), MORNING)
