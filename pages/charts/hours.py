"""When staff ask for a manager: asks by hour of the week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from pages.charts.theme import DIGIT_SIZE, Palette, dress, palette, rows

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LONG_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ROW = 25


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of the week in the office's zone: `day` 0 is Monday, `hour` 0 to 23.

    `asks` of the whole period, None where the office is closed and nobody asked. They are counts
    and no rates: contacts are counted by day, not by hour.
    """

    day: int
    hour: int
    asks: int | None


@dataclass(frozen=True, slots=True)
class WeekOfHours:
    """The hours of a week; digits stand where there are more asks than `digits_above`."""

    place: str
    zone: str
    hours: Sequence[Hour]
    digits_above: int


def hours_chart(week: WeekOfHours, *, tone: str) -> alt.LayerChart:
    """Asks by hour of the week. Figures where there are most."""
    colours = palette(tone)
    base = alt.Chart(rows(_row(hour, week) for hour in week.hours)).encode(x=_x(week), y=_y())
    boxes = base.mark_rect(stroke=colours.page, strokeWidth=1.5, cornerRadius=2).encode(
        color=_fill(colours, week),
        tooltip=[alt.Tooltip("when:N"), alt.Tooltip("asked:N")],
    )
    digits = base.transform_filter("datum.digit !== ''").mark_text(
        fontSize=DIGIT_SIZE, fontWeight=600, color=_digit_ink(tone)
    )
    layers = [boxes, digits.encode(text="digit:N")]
    return dress(layers, tone, alt_text=alt_of_hours(week), height=alt.Step(ROW))


def alt_of_hours(week: WeekOfHours) -> str:
    """The finding in words: the three hours with most asks, or that nobody asked."""
    busy = [hour for hour in week.hours if hour.asks]
    if not busy:
        return f"{week.place}: nobody asked for a manager."
    most = sorted(busy, key=lambda hour: (-(hour.asks or 0), hour.day, hour.hour))[:3]
    named = "; ".join(f"{LONG_DAYS[hour.day]} {hour.hour}:00, {hour.asks}" for hour in most)
    return f"{week.place}, {week.zone}: most asks come on {named}."


def _row(hour: Hour, week: WeekOfHours) -> dict[str, Any]:
    above = hour.asks is not None and hour.asks > week.digits_above
    return {
        "day": DAYS[hour.day],
        "hour": hour.hour,
        "asks": hour.asks,
        "digit": str(hour.asks) if above else "",
        "when": f"{LONG_DAYS[hour.day]} {hour.hour}:00",
        "asked": "closed" if hour.asks is None else str(hour.asks),
    }


def _fill(colours: Palette, week: WeekOfHours) -> Any:
    most = max((hour.asks for hour in week.hours if hour.asks is not None), default=1)
    scale = alt.Scale(domain=[0, max(most, 1)], range=list(colours.ramp))
    return alt.condition(
        "isValid(datum.asks)", alt.Color("asks:Q", scale=scale), alt.value("transparent")
    )


def _digit_ink(tone: str) -> str:
    """The most asks lie on the darkest fill in the light tone, on the palest in the dark."""
    return palette("light").ink if tone == "dark" else palette("light").page


def _x(week: WeekOfHours) -> alt.X:
    return alt.X(
        "hour:O",
        title=f"hour of the day, {week.zone}",
        scale=alt.Scale(paddingInner=0, paddingOuter=0),
        axis=alt.Axis(
            values=[0, 3, 6, 9, 12, 15, 18, 21], labelAngle=0, labelExpr="datum.value + ':00'"
        ),
    )


def _y() -> alt.Y:
    return alt.Y(
        "day:N",
        title=None,
        sort=list(DAYS),
        scale=alt.Scale(paddingInner=0, paddingOuter=0),
        axis=alt.Axis(grid=False, labelOverlap=False),
    )
