"""One ask of the past: what was asked, who came and when, and every step where it is wanted."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Viewer
from db.queries import escalations
from db.queries.escalations import EscalationRow
from db.rules.money import show_money
from db.session import reading
from pages.components.asked import is_closed_on_purpose, sentence
from pages.components.badges import ASK, ESCALATION, OUTCOME, badge_for, in_line
from pages.components.escaping import plain
from pages.components.exemplars import write_down

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def record_row(viewer: Viewer, row: EscalationRow, *, is_open: bool = False) -> None:
    """One card, and its steps behind a switch, which may be on from the start."""
    badges = [
        badge_for(ESCALATION, row.state.value),
        badge_for(ASK, row.escalation_class.value),
    ]
    if row.outcome:
        badges.append(badge_for(OUTCOME, row.outcome.value))
    with st.container(border=True, key=f"row-{row.id}", gap="xsmall"):
        st.markdown(f"**{plain(row.title)}** {' '.join(in_line(each) for each in badges)}")
        when = row.asked_at.astimezone(ZoneInfo(row.zone))
        who = ", ".join(each for each in (row.asker_name, row.place_name) if each)
        asked = f"{who}, {when:%-d %b %Y %H:%M}. Asked {row.asks_for}."
        st.markdown(f":small[:gray[{plain(' '.join([asked, *became(row)]))}]]")
        if st.toggle("Every step", value=is_open, key=f"steps-{row.id}"):
            _steps(viewer, row)
            write_down(viewer, row)


def became(row: EscalationRow) -> list[str]:
    """What became of it, a sentence each: who came after how long, what was granted, the end."""
    found = []
    if row.acknowledged_at:
        who = row.holder_name or "A manager"
        found.append(f"{who} answered {_after(row, row.acknowledged_at)}.")
    if row.amount_granted is not None and row.granted_currency:
        found.append(f"Granted {show_money(row.amount_granted, row.granted_currency)}.")
    if row.resolved_at:
        found.append(f"Resolved {_after(row, row.resolved_at)}.")
    if row.left_at:
        found.append(f"The customer left {_after(row, row.left_at)}.")
    return found


def length_in_words(length: timedelta) -> str:
    """A length of time, in the two largest units that matter at a counter."""
    seconds = int(length.total_seconds())
    if seconds < MINUTE:
        return f"{seconds} s"
    if seconds < HOUR:
        return f"{seconds // MINUTE} min"
    if seconds < DAY:
        return f"{seconds // HOUR} h {seconds % HOUR // MINUTE} min"
    return f"{seconds // DAY} d {seconds % DAY // HOUR} h"


def _after(row: EscalationRow, moment: datetime) -> str:
    return f"after {length_in_words(moment - row.asked_at)}"


def _steps(viewer: Viewer, row: EscalationRow) -> None:
    with reading() as session:
        told = escalations.events(session, viewer, escalation_id=row.id)
    own = row.asker_id == viewer.person_id
    zone = ZoneInfo(row.zone)
    for event in told:
        note = "" if is_closed_on_purpose(event) else event.note
        said = sentence(event, own=own)
        st.markdown(
            f":gray[{event.at.astimezone(zone):%H:%M:%S}] {plain(f'{said} {note}'.strip())}"
        )
