"""What the asker sees after asking: every step, and a way out at any moment."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from db.queries.escalations import EscalationRow, EventRow
from db.rules.ladders import CLOSED_ON_PURPOSE
from db.rules.words import EventKind
from pages.components.badges import ESCALATION, badge_for, in_line
from pages.components.clock import CLOCK_WIDTH, running_clock
from pages.components.escaping import plain

SHOWN = 3
SENTENCES = {
    EventKind.ASKED: "You asked",
    EventKind.OFFERED: "Offered to {to}",
    EventKind.DECLINED: "{who} could not come",
    EventKind.REDIRECTED: "{who} passed it on",
    EventKind.UNANSWERED: "{who} did not answer",
    EventKind.SKIPPED: "Nobody on duty for a step, next one asked",
    EventKind.ACKNOWLEDGED: "{who} is coming",
    EventKind.TAKEN_BACK: "Taken back from {who}",
    EventKind.WITH_CUSTOMER: "{who} is with the customer",
    EventKind.RESOLVED: "{who} resolved it",
    EventKind.CUSTOMER_LEFT: "The customer left",
    EventKind.WITHDRAWN: "You no longer need a manager",
    EventKind.REOPENED: "The customer came back about it",
}


# The same to anybody but the asker.
TOLD = SENTENCES | {
    EventKind.ASKED: "{who} asked",
    EventKind.WITHDRAWN: "{who} no longer needed a manager",
}


def sentence(event: EventRow, *, own: bool = True) -> str:
    """One event as people say it, to the asker or, not `own`, to anybody else."""
    if is_closed_on_purpose(event):
        return event.note
    who = event.who or "Somebody"
    return (SENTENCES if own else TOLD)[event.kind].format(
        who=who, to=event.to_whom or "everybody on duty"
    )


def is_closed_on_purpose(event: EventRow) -> bool:
    """Whether it says that nobody is meant to come, which is no step without anybody on duty."""
    return event.kind is EventKind.SKIPPED and event.note.startswith(CLOSED_ON_PURPOSE)


def is_told(event: EventRow) -> bool:
    """Whether it is news for the asker: a step without anybody on duty is not."""
    return event.kind is not EventKind.SKIPPED or is_closed_on_purpose(event)


def steps(row: EscalationRow, events: list[EventRow], *, now: datetime) -> None:
    """The running clock, the state, and what happened so far, newest first."""
    zone = ZoneInfo(row.zone)
    with st.container(horizontal=True, wrap=False, gap="small", vertical_alignment="top"):
        running_clock(row.asked_at, now=now, key=f"clock-own-{row.id}", label="since you asked",
                      width=CLOCK_WIDTH)  # fmt: skip
        lines = [f"**{plain(row.title)}** {in_line(badge_for(ESCALATION, row.state.value))}"]
        for event in [each for each in reversed(events) if is_told(each)][:SHOWN]:
            at = f"{event.at.astimezone(zone):%H:%M}"
            lines.append(f":gray[{at}] {plain(sentence(event))}")
        st.markdown("  \n".join(lines), width="stretch")
