"""When customers are sent on: escalations per 100 contacts by hour of the week."""

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

    `rate` is escalations per 100 contacts, None where nobody was served.
    """

    day: int
    hour: int
    rate: float | None
    contacts: int


@dataclass(frozen=True, slots=True)
class WeekOfHours:
    """The hours an office is open; digits stand where the rate is above `digits_above`."""

    place: str
    zone: str
    hours: Sequence[Hour]
    digits_above: float


def hours_chart(week: WeekOfHours, *, tone: str) -> alt.LayerChart:
    """Escalations per 100 contacts by hour of the week. Figures where they are highest."""
    colours = palette(tone)
    base = alt.Chart(rows(_row(hour, week) for hour in week.hours)).encode(x=_x(week), y=_y())
    boxes = base.mark_rect(stroke=colours.page, strokeWidth=1.5, cornerRadius=2).encode(
        color=_fill(colours, week),
        tooltip=[alt.Tooltip("when:N"), alt.Tooltip("per 100:N"), alt.Tooltip("contacts:Q")],
    )
    digits = base.transform_filter("datum.digit !== ''").mark_text(
        fontSize=DIGIT_SIZE, fontWeight=600, color=_digit_ink(tone)
    )
    layers = [boxes, digits.encode(text="digit:N")]
    return dress(layers, tone, alt_text=alt_of_hours(week), height=alt.Step(ROW))


def alt_of_hours(week: WeekOfHours) -> str:
    """The finding in words: the three worst hours, or that nobody was served."""
    known = [hour for hour in week.hours if hour.rate is not None]
    if not known:
        return f"{week.place}: no contacts were counted by hour yet."
    worst = sorted(known, key=lambda hour: (-(hour.rate or 0), hour.day, hour.hour))[:3]
    named = "; ".join(f"{LONG_DAYS[hour.day]} {hour.hour}:00, {hour.rate:.1f}" for hour in worst)
    return f"{week.place}, {week.zone}: escalations per 100 contacts are highest on {named}."


def _row(hour: Hour, week: WeekOfHours) -> dict[str, Any]:
    above = hour.rate is not None and hour.rate > week.digits_above
    return {
        "day": DAYS[hour.day],
        "hour": hour.hour,
        "rate": hour.rate,
        "contacts": hour.contacts,
        "digit": f"{hour.rate:.0f}" if above else "",
        "when": f"{LONG_DAYS[hour.day]} {hour.hour}:00",
        "per 100": "nobody served" if hour.rate is None else f"{hour.rate:.1f}",
    }


def _fill(colours: Palette, week: WeekOfHours) -> Any:
    highest = max((hour.rate for hour in week.hours if hour.rate is not None), default=1.0)
    scale = alt.Scale(domain=[0, max(highest, 1.0)], range=list(colours.ramp))
    return alt.condition(
        "isValid(datum.rate)", alt.Color("rate:Q", scale=scale), alt.value("transparent")
    )


def _digit_ink(tone: str) -> str:
    """The highest rates lie on the darkest fill in the light tone, on the palest in the dark."""
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
