"""How long customers wait: the share not reached yet, minute by minute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from pages.charts.templates import Drawing, fill, hole, open_rows, template
from pages.charts.theme import Palette, Row, palette

HEIGHT = 230
# Units by the longest wait that still reads well in them: upper bound, length, name; seconds.
UNITS = ((2 * 3600.0, 60.0, "minutes"), (3 * 86400.0, 3600.0, "hours"), (None, 86400.0, "days"))
SHORT = {"minutes": "min", "hours": "h", "days": "days"}
# Where along the curve its name stands, as a share of the longest wait.
NAMED_AT, LATE = 0.42, 0.55


@dataclass(frozen=True, slots=True)
class Step:
    """From `seconds` after the ask on, this share is not reached, between `low` and `high`.

    Whoever left is not reached and never will be: the curve need not fall to nothing.
    """

    seconds: float
    waiting: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Waits:
    """The curve of one stage: `done` is its word ("answered"), `median` in seconds or not known.

    `asks` were counted, `left` of them left before it, `open` still wait. `is_in_hours` says
    that only opening hours count, and `at` is the length that is looked at, with its step.
    """

    place: str
    done: str
    steps: Sequence[Step]
    median: float | None
    asks: int
    left: int
    open: int
    is_in_hours: bool = False
    at: Step | None = None

    @property
    def unit(self) -> tuple[float, str]:
        """The unit in which the longest wait reads well: its length in seconds, its name."""
        longest = max((step.seconds for step in self.steps), default=0.0)
        for bound, length, name in UNITS:
            if bound is None or longest <= bound:
                return length, name
        raise AssertionError(longest)


def waits_chart(waits: Waits, *, tone: str) -> Drawing:
    """Share of asks not reached yet. Band: 95 % interval. Customers who left are counted in."""
    named, median = _name_of_the_curve(waits), _median(waits)
    return fill(
        _template(tone, bool(named), bool(median)),
        alt_text=alt_of_waits(waits),
        rows_of={
            "steps": [_row(step, waits) for step in waits.steps],
            "at": [_row(waits.at, waits)] if waits.at else [],
            **named,
            **median,
        },
        words={
            "along": f"{'opening ' if waits.is_in_hours else ''}{waits.unit[1]} since the ask",
            "unit": waits.unit[1],
            "not yet": f"not {waits.done} yet",
        },
    )


@template(height=HEIGHT)
def _template(tone: str, is_named: bool, has_median: bool) -> list[alt.Chart]:  # noqa: FBT001 - a template is kept by its shape, place by place
    colours = palette(tone)
    layers = _curve(colours)
    if is_named:
        layers.append(_label(colours))
    return [*layers, *_median_lines(colours)] if has_median else layers


def alt_of_waits(waits: Waits) -> str:
    """The finding in words: the median, or that it is not yet known, and the counts."""
    length, name = waits.unit
    half = (
        f"how long half of them wait until {waits.done} is not yet known"
        if waits.median is None
        else f"half are {waits.done} within {waits.median / length:.1f} {name}"
        + (" of opening hours" if waits.is_in_hours else "")
    )
    customers = "1 customer" if waits.left == 1 else f"{waits.left:,} customers"
    return (
        f"{waits.place}: of {waits.asks:,} asks, {half}. "
        f"{customers} left and {waits.open:,} are open or ended without it; all are "
        "counted in."
    )


def median_in_words(waits: Waits) -> str | None:
    """`half are answered within 2.6 min`, or None while the median is not known."""
    if waits.median is None:
        return None
    length, name = waits.unit
    return f"half are {waits.done} within {waits.median / length:.1f} {SHORT[name]}"


def _curve(colours: Palette) -> list[alt.Chart]:
    base = alt.Chart(open_rows("steps")).encode(x=_x())
    band = base.transform_filter("isValid(datum.low) && isValid(datum.high)").mark_area(
        color=colours.band, opacity=colours.band_opacity, interpolate="step-after"
    )
    line = base.mark_line(color=colours.accent, interpolate="step-after", strokeWidth=2.2)
    # Seen by the pointer alone: a line has no place to click at.
    places = base.mark_point(size=80, opacity=0, filled=True).encode(
        y=_y("waiting"),
        tooltip=[
            alt.Tooltip("after:Q", format=".1f", title=hole("unit")),
            alt.Tooltip("waiting:Q", format=".0%", title=hole("not yet")),
        ],
    )
    looked_at = alt.Chart(open_rows("at")).mark_point(
        shape="diamond", size=140, filled=True, opacity=1, color=colours.outlier
    )
    return [
        band.encode(y=_y("low"), y2=alt.Y2("high:Q")),
        line.encode(y=_y("waiting")),
        places,
        looked_at.encode(x=_x(), y=_y("waiting")),
    ]


def _name_of_the_curve(waits: Waits) -> dict[str, list[Row]]:
    if not waits.steps:
        return {}
    target = NAMED_AT * waits.steps[-1].seconds
    step = [each for each in waits.steps if each.seconds <= target][-1:] or waits.steps[:1]
    return {"name": [{**_row(step[0], waits), "words": f"share not {waits.done} yet"}]}


def _label(colours: Palette) -> alt.Chart:
    text = alt.Chart(open_rows("name")).mark_text(align="left", dx=10, dy=-14, color=colours.accent)
    drawn: alt.Chart = text.encode(x=_x(), y=_y("waiting"), text=alt.Text("words:N"))
    return drawn


def _median(waits: Waits) -> dict[str, list[Row]]:
    words = median_in_words(waits)
    if waits.median is None or words is None:
        return {}
    # Words at the end of a curve stand to the left of their place, or they would squeeze it.
    late = waits.median > LATE * max(step.seconds for step in waits.steps)
    at = {"after": waits.median / waits.unit[0], "zero": 0.0, "half": 0.5, "words": words,
          "late": late}  # fmt: skip
    return {"median": [at]}


def _median_lines(colours: Palette) -> list[alt.Chart]:
    base = alt.Chart(open_rows("median"))
    dashed = base.mark_rule(color=colours.ink, strokeDash=[3, 3], strokeWidth=1.2)
    text = base.mark_text(
        align=alt.expr("datum.late ? 'right' : 'left'"), dx=alt.expr("datum.late ? -8 : 8"),
        dy=-9, fontWeight=600, color=colours.ink,
    )  # fmt: skip
    return [
        dashed.encode(x=_x(), y=_y("zero"), y2=alt.Y2("half:Q")),
        dashed.encode(x=_x(field="zero"), x2=alt.X2("after:Q"), y=_y("half")),
        text.encode(x=_x(), y=_y("half"), text=alt.Text("words:N")),
    ]


def _row(step: Step, waits: Waits) -> dict[str, Any]:
    return {
        "after": step.seconds / waits.unit[0],
        "seconds": step.seconds,
        "waiting": step.waiting,
        "low": step.low,
        "high": step.high,
    }


def _x(*, field: str = "after") -> alt.X:
    return alt.X(
        f"{field}:Q",
        title=hole("along"),
        scale=alt.Scale(domainMin=0, nice=True),
        axis=alt.Axis(tickCount=7),
    )


def _y(field: str) -> alt.Y:
    return alt.Y(
        f"{field}:Q",
        title=None,
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(values=[0, 0.5, 1], labelExpr="format(datum.value * 100, '.0f') + ' %'"),
    )
