"""The axis of weeks that the control chart and the score share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import altair as alt

# Up to so many weeks the axis names days, above it months.
FEW = 6


def midnight(day: date) -> int:
    """Midnight UTC in milliseconds, so that no browser's own zone moves a week."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def plain_day(day: date) -> str:
    """`1 Jun 2026`, without the leading zero that strftime keeps on some systems."""
    return f"{day.day} {day:%b %Y}"


def month_axis(field: str, weeks: Sequence[date], *, margin: float) -> alt.X:
    """Weeks from left to right, months named; `margin` is the share kept free at the right."""
    domain = month_domain(weeks, margin=margin)
    return weeks_along(field, domain, mondays_named(weeks) if is_short(weeks) else None)


def is_short(weeks: Sequence[date]) -> bool:
    """Whether the axis has room for days instead of months."""
    return len(weeks) <= FEW


def month_domain(weeks: Sequence[date], *, margin: float) -> list[dict[str, int | bool]]:
    """The two ends of the axis."""
    span = max(weeks[-1] - weeks[0], timedelta(weeks=1))
    return [_utc(weeks[0]), _utc(weeks[-1] + timedelta(days=round(margin * span.days)))]


def mondays_named(weeks: Sequence[date]) -> list[int]:
    """The days that a short axis names: the Mondays on which its weeks begin."""
    return [midnight(day) for day in weeks]


def weeks_along(field: str, domain: Any, mondays: Any = None) -> alt.X:
    """The axis between two ends, which may be left open; with `mondays` these are named, and
    otherwise months.
    """
    axis = alt.Axis(format="%b", tickCount={"interval": "month", "step": 1}, labelOverlap=True)
    if mondays is not None:
        # Not by the week: Vega's begins on a Sunday.
        axis = alt.Axis(format="%-d %b", values=mondays, labelOverlap=True)
    scale = alt.Scale(type="utc", domain=domain, nice=False)
    return alt.X(f"{field}:T", title=None, scale=scale, axis=axis)


def unbroken(weeks: Sequence[date], groups: Sequence[int]) -> list[int]:
    """Which weeks are drawn as one line: a number that grows where weeks in between are missing,
    and where another group begins.
    """
    found = [0] * len(weeks)
    for place in range(1, len(weeks)):
        goes_on = (
            weeks[place] - weeks[place - 1] <= timedelta(weeks=1)
            and groups[place] == groups[place - 1]
        )
        found[place] = found[place - 1] + (not goes_on)
    return found


def _utc(day: date) -> dict[str, int | bool]:
    return {"year": day.year, "month": day.month, "date": day.day, "utc": True}
