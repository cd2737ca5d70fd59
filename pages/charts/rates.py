"""How often staff send customers on: escalations per 100 contacts, week by week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import altair as alt

from pages.charts.marks import labels, note_lines, note_rows
from pages.charts.templates import Drawing, fill, hole, open_rows, template
from pages.charts.theme import Palette, Row, few_ticks, palette, spread
from pages.charts.weeks import (
    is_short,
    midnight,
    mondays_named,
    month_domain,
    plain_day,
    unbroken,
    weeks_along,
)

Direction = Literal["up", "down"]
HEIGHT = 230
# Room for the labels at the right end, as a share of the time that is drawn.
MARGIN = 0.17
# How high one line of a label is, as a share of the height of the chart.
LINE = 0.075
SHAPES = {"none": "circle", "up": "triangle-up", "down": "triangle-down", "outside": "diamond"}


@dataclass(frozen=True, slots=True)
class WeekRate:
    """One week: escalations, contacts, escalations per 100 contacts and its usual range.

    `low` and `high` are None where there are no limits yet. `signal` is the rule that the week
    breaks (`outside`, `trend`, `two in three`, `shift`), and `direction` where it points. Nothing
    is drawn across from one `group` to the next.
    """

    starts_on: date
    escalations: int
    contacts: int
    rate: float
    low: float | None = None
    high: float | None = None
    signal: str | None = None
    direction: Direction | None = None
    group: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened on a day and may explain a change."""

    on: date
    words: str


@dataclass(frozen=True, slots=True)
class Range:
    """The weeks of one usual range, from the first to the last, and their mean."""

    first: date
    last: date
    mean: float


@dataclass(frozen=True, slots=True)
class Rates:
    """The weeks of one place, oldest first and at least one, the mean that holds now, and what
    happened then; `ranges` where there are several, oldest first.
    """

    place: str
    weeks: Sequence[WeekRate]
    mean: float | None
    notes: Sequence[Note] = ()
    ranges: Sequence[Range] = ()

    @property
    def top(self) -> float:
        """The height of the chart: room above whatever reaches highest, more where notes stand."""
        means = [self.mean or 0.0, *(each.mean for each in self.ranges)]
        reach = [1.0, *means, *(week.rate for week in self.weeks), *self._highs()]
        return (1.1 + 0.09 * len(self.notes)) * max(reach)

    def _highs(self) -> list[float]:
        return [week.high for week in self.weeks if week.high is not None]


def rates_chart(rates: Rates, *, tone: str) -> Drawing:
    """Escalations per 100 contacts, by week. Band: usual range (u-prime, 3 sigma)."""
    starts = [week.starts_on for week in rates.weeks]
    mean, notes = _mean(rates), _notes(rates)
    lines = unbroken(starts, [week.group for week in rates.weeks])
    return fill(
        _template(tone, is_short(starts), bool(mean), bool(notes)),
        alt_text=alt_of_rates(rates),
        rows_of={
            "range": _range(rates, lines),
            "points": [_row(week, line) for week, line in zip(rates.weeks, lines, strict=True)],
            "labels": _end_labels(rates, palette(tone)),
            **mean,
            **notes,
        },
        words={
            "span": month_domain(starts, margin=MARGIN),
            "mondays": mondays_named(starts),
            "height": [0, rates.top],
        },
    )


@template(height=HEIGHT)
def _template(tone: str, short: bool, has_mean: bool, has_notes: bool) -> list[alt.Chart]:  # noqa: FBT001 - a template is kept by its shape, place by place
    colours, x = (
        palette(tone),
        weeks_along("week", hole("span"), hole("mondays") if short else None),
    )
    layers = [_range_area(x, colours)]
    if has_mean:
        layers.append(_mean_line(x, colours))
    layers += _points(x, colours)
    if has_notes:
        layers += note_lines(x, colours)
    return [*layers, labels(x, _y("at"))]


def alt_of_rates(rates: Rates) -> str:
    """The finding in words: the last week, the mean, and the weeks that break a rule."""
    last = rates.weeks[-1]
    mean = "no mean yet" if rates.mean is None else f"mean {rates.mean:.1f}"
    weeks = "1 week" if len(rates.weeks) == 1 else f"{len(rates.weeks)} weeks"
    over = f"over {weeks}"
    if len(rates.ranges) > 1:
        over = f"since {plain_day(rates.ranges[-1].first)}, {len(rates.ranges)} ranges in {weeks}"
    return (
        f"{rates.place}: {last.rate:.1f} escalations per 100 contacts in the week of "
        f"{plain_day(last.starts_on)}, {mean} {over}. "
        f"{_signals_in_words([week for week in rates.weeks if week.signal])}"
    )


def _signals_in_words(signals: Sequence[WeekRate]) -> str:
    if not signals:
        return "No week breaks a rule."
    where = {"up": ", upwards", "down": ", downwards"}.get(signals[-1].direction or "", "")
    subject = "1 week breaks" if len(signals) == 1 else f"{len(signals)} weeks break"
    return f"{subject} a rule, the latest by {signals[-1].signal}{where}."


def _range(rates: Rates, lines: Sequence[int]) -> list[Row]:
    return [
        {"week": midnight(week.starts_on), "low": week.low, "high": week.high, "line": line}
        for week, line in zip(rates.weeks, lines, strict=True)
        if week.low is not None and week.high is not None
    ]  # fmt: skip


def _range_area(x: alt.X, colours: Palette) -> alt.Chart:
    area = alt.Chart(open_rows("range")).mark_area(
        color=colours.band, opacity=colours.band_opacity, interpolate="step"
    )
    drawn: alt.Chart = area.encode(x=x, y=_y("low"), y2=alt.Y2("high:Q"), detail="line:N")
    return drawn


def _mean(rates: Rates) -> dict[str, list[Row]]:
    ranges = rates.ranges
    if not ranges and rates.mean is not None:
        ranges = (Range(rates.weeks[0].starts_on, rates.weeks[-1].starts_on, rates.mean),)
    rows: list[Row] = [
        {"week": midnight(each.first), "end": midnight(each.last), "mean": each.mean}
        for each in ranges
    ]
    return {"mean": rows} if rows else {}


def _mean_line(x: alt.X, colours: Palette) -> alt.Chart:
    rule = alt.Chart(open_rows("mean")).mark_rule(color=colours.quiet, strokeWidth=1.5)
    drawn: alt.Chart = rule.encode(x=x, x2=alt.X2("end:T"), y=_y("mean"))
    return drawn


def _points(x: alt.X, colours: Palette) -> list[alt.Chart]:
    base = alt.Chart(open_rows("points")).encode(x=x, y=_y("rate"))
    shape = alt.Shape("shape:N", scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values())))
    quiet = alt.value(colours.quiet)
    signs = base.mark_point(size=52, opacity=1).encode(
        shape=shape,
        color=alt.ColorValue(
            **alt.condition("datum.shape === 'none'", quiet, alt.value(colours.accent))
        ),
        tooltip=[alt.Tooltip(f"{field}:N", title=field) for field in ("week of", "per 100", "of")],
    )
    thread = base.mark_line(color=colours.thread, strokeWidth=1.2).encode(detail="line:N")
    return [thread, signs]


def _row(week: WeekRate, line: int) -> dict[str, Any]:
    shape = "none"
    if week.signal:
        shape = "outside" if week.signal == "outside" else (week.direction or "outside")
    return {
        "week": midnight(week.starts_on),
        "rate": week.rate,
        "line": line,
        "shape": shape,
        "week of": plain_day(week.starts_on),
        "per 100": f"{week.rate:.1f}" + (f", {week.signal}" if week.signal else ""),
        "of": f"{week.escalations:,} escalations, {week.contacts:,} contacts",
    }


def _notes(rates: Rates) -> dict[str, list[Row]]:
    if not rates.notes:
        return {}
    starts = [week.starts_on for week in rates.weeks]
    return {"notes": note_rows([(note.on, note.words) for note in rates.notes], starts)}


def _end_labels(rates: Rates, colours: Palette) -> list[Row]:
    line = LINE * rates.top
    last = rates.weeks[-1]
    labels: list[tuple[float, str, str]] = []
    if last.high is not None:
        labels.append((last.high - line, "usual\nrange", colours.label))
    if rates.mean is not None:
        labels.append((rates.mean, f"mean {rates.mean:.1f}", colours.label))
    labels.append((last.rate, f"now {last.rate:.1f}", colours.accent))
    heights = spread([(height, 1 + words.count("\n")) for height, words, _ in labels], line)
    return [
        {"week": midnight(last.starts_on), "at": at + words.count("\n") * line,
         "words": words, "ink": ink}
        for at, (_, words, ink) in zip(heights, labels, strict=True)
    ]  # fmt: skip


def _y(field: str) -> alt.Y:
    return alt.Y(
        f"{field}:Q",
        title=None,
        scale=alt.Scale(domain=hole("height"), nice=False),
        axis=few_ticks(),
    )
