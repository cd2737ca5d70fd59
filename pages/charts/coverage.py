"""Who may approve how much, hour by hour of the week; a click on an hour says by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt

from pages.charts.hours import DAYS, LONG_DAYS, ROW, days_down
from pages.charts.theme import DIGIT_SIZE, Palette, dress, palette, rows

SELECTION = "hour_of_week"


@dataclass(frozen=True, slots=True)
class CoveredHour:
    """One open hour: `rung` 0 is nobody, and each number above a higher amount."""

    day: int
    hour: int
    rung: int
    words: str


@dataclass(frozen=True, slots=True)
class CoveredWeek:
    """The open hours of one office, on its own clock."""

    place: str
    zone: str
    hours: tuple[CoveredHour, ...]


def coverage_chart(week: CoveredWeek, *, tone: str) -> alt.LayerChart:
    """The highest amount that somebody on duty may approve, by hour of the week. The digit in a
    cell is the rung that the key above names; 0 is nobody.
    """
    colours = palette(tone)
    base = alt.Chart(rows(_row(hour, colours) for hour in week.hours)).encode(
        x=_x(week), y=days_down()
    )
    chosen = alt.selection_point(name=SELECTION, fields=["day", "hour"], empty=False)
    boxes = base.mark_rect(stroke=colours.page, strokeWidth=1.5, cornerRadius=2).encode(
        color=alt.Color("fill:N", scale=None),
        stroke=alt.condition(chosen, alt.value(colours.ink), alt.value(colours.page)),
        tooltip=[alt.Tooltip("when:N"), alt.Tooltip("reach:N")],
    )
    digits = base.mark_text(fontSize=DIGIT_SIZE, fontWeight=600).encode(
        text=alt.Text("rung:N"), color=alt.Color("ink:N", scale=None)
    )
    return dress(
        [boxes.add_params(chosen), digits], tone, alt_text=alt_of_coverage(week),
        height=alt.Step(ROW),
    )  # fmt: skip


def alt_of_coverage(week: CoveredWeek) -> str:
    """The finding in words: how many open hours have nobody."""
    nobody = sum(hour.rung == 0 for hour in week.hours)
    return (
        f"{week.place}, {week.zone}: in {nobody} of {len(week.hours)} open hours of the week "
        "nobody on duty may approve anything."
    )


def _row(hour: CoveredHour, colours: Palette) -> dict[str, Any]:
    return {
        "fill": colours.rungs[hour.rung],
        "ink": colours.rung_digits[hour.rung],
        "day": DAYS[hour.day],
        "hour": hour.hour,
        "rung": hour.rung,
        "when": f"{LONG_DAYS[hour.day]} {hour.hour}:00",
        "reach": hour.words,
    }


def _x(week: CoveredWeek) -> alt.X:
    return alt.X(
        "hour:O",
        title=f"hour of the day, {week.zone}",
        scale=alt.Scale(paddingInner=0, paddingOuter=0),
        axis=alt.Axis(labelAngle=0, labelOverlap=True),
    )
