"""Figures as an operator reads them; unknown is said in words, never as a number."""

from __future__ import annotations

import json
from collections.abc import Mapping

from db.cli.said import Said, said
from db.queries.rates import NO_CONTACTS, Rate
from db.rules.control_points import ChartPoint
from db.rules.intervals import Interval
from db.rules.signals import Signal

UNKNOWN = "not yet known"
MINUTE, HOUR = 60, 3_600


def as_json(record: Mapping[str, object]) -> Said:
    """The record as JSON; what is not yet known is null."""
    return said(json.dumps(record, ensure_ascii=False, indent=2))


def duration(seconds: float | None) -> str:
    """`165,240 s (45.9 h)`: seconds first, and the larger unit where it helps."""
    if seconds is None:
        return UNKNOWN
    plain = f"{seconds:,.0f} s"
    if seconds >= HOUR:
        return f"{plain} ({seconds / HOUR:,.1f} h)"
    return f"{plain} ({seconds / MINUTE:.1f} min)" if seconds >= 2 * MINUTE else plain


def span(interval: Interval | None) -> str:
    """Both ends in seconds; nothing where there is no interval."""
    if interval is None:
        return "too few weeks"
    ends = (interval.lower, interval.upper)
    return " to ".join(UNKNOWN if end is None else f"{end:,.0f} s" for end in ends)


def share(part: float | None) -> str:
    """A share as a percentage."""
    return UNKNOWN if part is None else f"{part:.1%}"


def shares(interval: Interval | None) -> str:
    """Both ends as percentages; nothing where there is no interval."""
    if interval is None:
        return ""
    return f"{share(interval.lower)} to {share(interval.upper)}"


def rate_cells(rate: Rate) -> list[str]:
    """Escalations, contacts, the rate and its interval."""
    counts = [f"{rate.escalations:,}", f"{rate.contacts:,}"]
    if rate.per_100 is None or rate.interval is None:
        return [*counts, NO_CONTACTS, ""]
    lower, upper = rate.interval.lower or 0, rate.interval.upper or 0
    return [*counts, f"{rate.per_100:.2f}", f"{lower:.2f} to {upper:.2f}"]


def range_cells(point: ChartPoint) -> list[str]:
    """The usual range of a week, and the rule that it breaks."""
    within = "none yet"
    if point.value is None:
        within = ""
    elif point.lower is not None and point.upper is not None:
        within = f"{point.lower:.2f} to {point.upper:.2f}"
    return [within, "" if point.signal is Signal.COMMON_CAUSE else point.signal.value]
