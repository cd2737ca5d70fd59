"""How huddles are worded on screens: kinds of items, outcomes, days and times."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from db.queries.huddles import HuddleRow
from db.rules.words import ItemKind, ItemOutcome, Origin
from pages.components.badges import Badge

KIND = {
    ItemKind.ESCALATIONS: Badge("Yesterday's asks", "priority_high", "blue"),
    ItemKind.EXPIRING_RESPONSE: Badge("Expires", "event_busy", "orange"),
    ItemKind.AUTHORITY_GAP: Badge("No limit", "payments", "orange"),
    ItemKind.OVERDUE_ACTION: Badge("Action", "task_alt", "orange"),
    ItemKind.CARRIED_OVER: Badge("Carried over", "redo", "gray"),
    ItemKind.FINDING: Badge("The region found", "flag", "red"),
    ItemKind.PROMISES: Badge("Promises due", "call", "orange"),
    ItemKind.IMAGINE: Badge("Imagine", "lightbulb", "violet"),
    ItemKind.DRILL: Badge("60-second drill", "timer", "violet"),
    ItemKind.RECOGNITION: Badge("Thank you", "favorite", "green"),
    ItemKind.TOPIC: Badge("Topic", "chat", "blue"),
}
OUTCOME = {
    ItemOutcome.DECISION: Badge("Decision", "check", "green"),
    ItemOutcome.INFORMATION: Badge("Information", "info", "blue"),
    ItemOutcome.ACTION: Badge("Action", "task_alt", "blue"),
    ItemOutcome.RESPONSE_AGREED: Badge("Response agreed", "handshake", "green"),
    ItemOutcome.LIMIT_PROPOSED: Badge("Limit proposed", "payments", "blue"),
    ItemOutcome.CARRIED_OVER: Badge("Carried over", "redo", "orange"),
    ItemOutcome.DROPPED: Badge("Dropped", "close", "gray"),
}
ORIGINS = {
    Origin.REAL: "Real: it happened",
    Origin.BRAINSTORMED: "Brainstormed: it could well happen",
    Origin.IMAGINED: "Imagined: it never happened yet",
}


def huddle_name(row: HuddleRow) -> str:
    """`Counter huddle, Nairobi`."""
    return f"{row.name}, {row.place_name}"


def huddle_line(row: HuddleRow) -> str:
    """`Tue 24 Nov, led by Wanjiru O.`."""
    return f"{row.held_on:%a %-d %b}, led by {row.chair_name}"


def first_name(name: str, others: list[str]) -> str:
    """The first name, where nobody else in the room has it."""
    first = name.split(maxsplit=1)[0]
    return first if sum(other.split()[0] == first for other in others) == 1 else name


def time_there(moment: datetime, zone: str, *, reader_zone: str) -> str:
    """`08:45`, and the place's zone when it is not the reader's."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%H:%M}" if zone == reader_zone else f"{local:%H:%M} {local.tzname()}"


def day_from(day: date, today: date) -> str:
    """`today`, `tomorrow`, `on Fri 27 Nov`."""
    ahead = (day - today).days
    if ahead in {0, 1}:
        return ("today", "tomorrow")[ahead]
    return f"on {day:%a %-d %b}"
