"""The axis of weeks that the control chart and the score share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

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
    span = max(weeks[-1] - weeks[0], timedelta(weeks=1))
    end = weeks[-1] + timedelta(days=round(margin * span.days))
    short = len(weeks) <= FEW
    return alt.X(
        f"{field}:T",
        title=None,
        scale=alt.Scale(type="utc", domain=[_utc(weeks[0]), _utc(end)], nice=False),
        axis=alt.Axis(
            format="%-d %b" if short else "%b",
            tickCount={"interval": "week" if short else "month", "step": 1},
            labelOverlap=True,
        ),
    )


def _utc(day: date) -> alt.DateTime:
    return alt.DateTime(year=day.year, month=day.month, date=day.day, utc=True)
