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
    return weeks_along(field, month_domain(weeks, margin=margin), short=is_short(weeks))


def is_short(weeks: Sequence[date]) -> bool:
    """Whether the axis has room for days instead of months."""
    return len(weeks) <= FEW


def month_domain(weeks: Sequence[date], *, margin: float) -> list[dict[str, int | bool]]:
    """The two ends of the axis."""
    span = max(weeks[-1] - weeks[0], timedelta(weeks=1))
    return [_utc(weeks[0]), _utc(weeks[-1] + timedelta(days=round(margin * span.days)))]


def weeks_along(field: str, domain: Any, *, short: bool) -> alt.X:
    """The axis between two ends, which may be left open."""
    return alt.X(
        f"{field}:T",
        title=None,
        scale=alt.Scale(type="utc", domain=domain, nice=False),
        axis=alt.Axis(
            format="%-d %b" if short else "%b",
            tickCount={"interval": "week" if short else "month", "step": 1},
            labelOverlap=True,
        ),
    )


def _utc(day: date) -> dict[str, int | bool]:
    return {"year": day.year, "month": day.month, "date": day.day, "utc": True}
