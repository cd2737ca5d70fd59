"""A share of what could happen, or a rate, week by week, with its usual range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt

from pages.charts.marks import labels, note_lines, note_rows
from pages.charts.templates import Drawing, fill, hole, open_rows, template
from pages.charts.theme import Palette, Row, palette, spread
from pages.charts.weeks import (
    is_short,
    midnight,
    mondays_named,
    month_domain,
    plain_day,
    unbroken,
    weeks_along,
)

HEIGHT = 190
PER_CENT = " %"
# Room for the labels at the right end, and how high one line of them is.
MARGIN, LINE = 0.17, 0.09
SHAPES = {"none": "circle", "up": "triangle-up", "down": "triangle-down", "outside": "diamond"}


@dataclass(frozen=True, slots=True)
class WeekPoint:
    """One week, with its usual range where there is one; `shape` as in `SHAPES`."""

    starts_on: date
    value: float
    counts: str
    low: float | None = None
    high: float | None = None
    shape: str = "none"


@dataclass(frozen=True, slots=True)
class Shares:
    """The weeks of one measure, oldest first and at least one, and their mean; `unit` follows a
    number, and `noted_on` is the day of what `note` says.
    """

    name: str
    weeks: Sequence[WeekPoint]
    mean: float | None
    unit: str = PER_CENT
    noted_on: date | None = None
    note: str = ""

    @property
    def top(self) -> float:
        """The height of the chart: never above a hundred, and never so low that noise looms."""
        is_share = self.unit == PER_CENT
        reach = [10.0 if is_share else 1.0, self.mean or 0.0]
        reach += [week.value for week in self.weeks]
        reach += [week.high for week in self.weeks if week.high is not None]
        return min(105.0, 1.1 * max(reach)) if is_share else 1.1 * max(reach)

    def words(self, value: float) -> str:
        """A number as people read it: whole per cent, and others to a tenth."""
        return f"{value:.0f}{self.unit}" if self.unit == PER_CENT else f"{value:.1f}{self.unit}"


def shares_chart(shares: Shares, *, tone: str) -> Drawing:
    """Per cent by week. Band: usual range (u-prime, 3 sigma), never above a hundred."""
    starts = [week.starts_on for week in shares.weeks]
    ends = {"week": midnight(starts[0]), "end": midnight(starts[-1]), "mean": shares.mean}
    mean = {} if shares.mean is None else {"mean": [ends]}
    lines = unbroken(starts, [0] * len(starts))
    note = {}
    if shares.noted_on is not None:
        note = {"notes": note_rows([(shares.noted_on, shares.note)], starts)}
    return fill(
        _template(tone, is_short(starts), bool(mean), bool(note)),
        alt_text=alt_of_shares(shares),
        rows_of={
            "range": [
                {"week": midnight(week.starts_on), "low": week.low, "high": week.high, "line": line}
                for week, line in zip(shares.weeks, lines, strict=True)
                if week.low is not None and week.high is not None
            ],
            "points": [
                _row(week, shares) | {"line": line}
                for week, line in zip(shares.weeks, lines, strict=True)
            ],
            "labels": _end_labels(shares, palette(tone)),
            **mean,
            **note,
        },
        words={
            "span": month_domain(starts, margin=MARGIN),
            "mondays": mondays_named(starts),
            "height": [0, shares.top],
            "axis": f"datum.value + '{shares.unit if shares.unit == PER_CENT else ''}'",
        },
    )


def alt_of_shares(shares: Shares) -> str:
    """The finding in words: the last week, the mean, and how many weeks break a rule."""
    last = shares.weeks[-1]
    mean = "no mean yet" if shares.mean is None else f"mean {shares.words(shares.mean)}"
    signals = sum(week.shape != "none" for week in shares.weeks)
    broken = "1 of them breaks" if signals == 1 else f"{signals} of them break"
    said = f"{broken} a rule." if signals else "No week breaks a rule."
    weeks = "1 week" if len(shares.weeks) == 1 else f"{len(shares.weeks)} weeks"
    # A share leaves out the weeks in which nothing could happen; a rate has none of these.
    weeks += " with any" if shares.unit == PER_CENT else ""
    return (
        f"{shares.name}: {shares.words(last.value)} in the week of {plain_day(last.starts_on)} "
        f"({last.counts}), {mean} over {weeks}. {said}"
    )


@template(height=HEIGHT)
def _template(tone: str, short: bool, has_mean: bool, has_note: bool) -> list[alt.Chart]:  # noqa: FBT001 - a template is kept by its shape, place by place
    colours, x = (
        palette(tone),
        weeks_along("week", hole("span"), hole("mondays") if short else None),
    )
    area = alt.Chart(open_rows("range")).mark_area(
        color=colours.band, opacity=colours.band_opacity, interpolate="step"
    )
    layers = [area.encode(x=x, y=_y("low"), y2=alt.Y2("high:Q"), detail="line:N")]
    if has_mean:
        rule = alt.Chart(open_rows("mean")).mark_rule(color=colours.quiet, strokeWidth=1.5)
        layers.append(rule.encode(x=x, x2=alt.X2("end:T"), y=_y("mean")))
    if has_note:
        layers += note_lines(x, colours)
    return [*layers, *_points(x, colours), labels(x, _y("at"))]


def _points(x: alt.X, colours: Palette) -> list[alt.Chart]:
    base = alt.Chart(open_rows("points")).encode(x=x, y=_y("value"))
    shape = alt.Shape("shape:N", scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values())))
    quiet = alt.condition("datum.shape === 'none'", alt.value(colours.quiet),
                          alt.value(colours.accent))  # fmt: skip
    signs = base.mark_point(size=52, opacity=1, filled=True).encode(
        shape=shape,
        color=alt.ColorValue(**quiet),
        tooltip=[alt.Tooltip(f"{field}:N", title=field) for field in ("week of", "share", "of")],
    )
    thread = base.mark_line(color=colours.thread, strokeWidth=1.2).encode(detail="line:N")
    return [thread, signs]


def _row(week: WeekPoint, shares: Shares) -> dict[str, Any]:
    return {
        "week": midnight(week.starts_on),
        "value": week.value,
        "shape": week.shape,
        "week of": plain_day(week.starts_on),
        "share": shares.words(week.value),
        "of": week.counts,
    }


def _end_labels(shares: Shares, colours: Palette) -> list[Row]:
    line, last = LINE * shares.top, shares.weeks[-1]
    labels = [(last.value, f"now {shares.words(last.value)}", colours.accent)]
    if shares.mean is not None:
        labels.insert(0, (shares.mean, f"mean {shares.words(shares.mean)}", colours.label))
    heights = spread([(height, 1) for height, _, _ in labels], line)
    return [
        {"week": midnight(last.starts_on), "at": at, "words": words, "ink": ink}
        for at, (_, words, ink) in zip(heights, labels, strict=True)
    ]


def _y(field: str) -> alt.Y:
    return alt.Y(
        f"{field}:Q",
        title=None,
        scale=alt.Scale(domain=hole("height"), nice=False),
        axis=alt.Axis(tickCount=4, labelExpr=hole("axis")),
    )
