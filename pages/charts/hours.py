"""When staff ask for a manager: asks by hour of the week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from pages.charts.templates import Drawing, fill, hole, open_rows, template
from pages.charts.theme import DIGIT_SIZE, Palette, palette

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LONG_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ROW = 25
# From which share of the highest fill on a digit takes which ink, and which below; each reaches
# 4.5 to 1 on the ramp of its tone.
INKS = {"light": (0.72, "#FFFFFF", "#000000"), "dark": (0.57, "#000000", "#FFFFFF")}


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


def hours_chart(week: WeekOfHours, *, tone: str) -> Drawing:
    """Asks by hour of the week. Figures where there are most."""
    most = max([1, *(hour.asks or 0 for hour in week.hours)])
    return fill(
        _template(tone),
        alt_text=alt_of_hours(week),
        rows_of={"hours": [_row(hour, week) for hour in week.hours]},
        words={
            "along": f"hour of the day, {week.zone}",
            "fill": [0, most],
            "is dark": f"datum.asks >= {_inks(tone)[0] * most!r}",
        },
    )


@template(height=alt.Step(ROW))
def _template(tone: str) -> list[alt.Chart]:
    colours = palette(tone)
    base = alt.Chart(open_rows("hours")).encode(x=_x(), y=days_down())
    boxes = base.mark_rect(stroke=colours.page, strokeWidth=1.5, cornerRadius=2).encode(
        color=_fill(colours),
        tooltip=[alt.Tooltip("when:N"), alt.Tooltip("asked:N")],
    )
    digits = base.transform_filter("datum.digit !== ''").mark_text(
        fontSize=DIGIT_SIZE, fontWeight=600
    )
    return [boxes, digits.encode(text=alt.Text("digit:N"), color=_digit_ink(tone))]


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


def _fill(colours: Palette) -> Any:
    ramp = {"domain": hole("fill"), "range": list(colours.ramp)}
    asked = {"test": "isValid(datum.asks)", "field": "asks", "type": "quantitative"}
    # Written out, because Altair checks a condition at once, and a hole is no domain yet.
    return alt.ColorValue(value="transparent", condition=asked | {"scale": ramp})


def _inks(tone: str) -> tuple[float, str, str]:
    return INKS["dark" if tone == "dark" else "light"]


def _digit_ink(tone: str) -> Any:
    """The ink that can be read on the fill below a digit: it changes over where the fill does."""
    _share, above, below = _inks(tone)
    ink = alt.condition(hole("is dark"), alt.value(above), alt.value(below))
    return alt.ColorValue(**ink)


def _x() -> alt.X:
    return alt.X(
        "hour:O",
        title=hole("along"),
        scale=alt.Scale(paddingInner=0, paddingOuter=0),
        axis=alt.Axis(
            values=[0, 3, 6, 9, 12, 15, 18, 21], labelAngle=0, labelExpr="datum.value + ':00'"
        ),
    )


def days_down() -> alt.Y:
    """The days of the week, one below another, without a gap."""
    return alt.Y(
        "day:N",
        title=None,
        sort=list(DAYS),
        scale=alt.Scale(paddingInner=0, paddingOuter=0),
        axis=alt.Axis(grid=False, labelOverlap=False),
    )
