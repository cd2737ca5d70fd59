"""The one look of every chart, in two tones; fonts come from Streamlit's own theme.

Nothing here is switched on for the whole process: two people in different tones are drawn by
the same server at the same moment, so each chart is dressed by itself with `dress`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import altair as alt

# One row of a chart: names of fields to values that JSON can hold.
Row: TypeAlias = Mapping[str, Any]
Tone: TypeAlias = Literal["light", "dark"]

LABEL_SIZE = 12
DIGIT_SIZE = 10
TICKS = 3


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one tone, as CSS hexadecimal values; `ramp` runs from little to much.

    `rungs` holds the six colours of the ladder, not imagined to proven, and `rung_digits` the
    colour of the digit that stands on each. `page` separates the cells of a heat map.
    """

    ink: str
    page: str
    label: str
    grid: str
    quiet: str
    thread: str
    band: str
    band_opacity: float
    accent: str
    outlier: str
    ramp: tuple[str, ...]
    rungs: tuple[str, ...]
    rung_digits: tuple[str, ...]


LIGHT = Palette(
    ink="#0F1720",
    page="#FFFFFF",
    label="#55616E",
    grid="#E6EAEE",
    quiet="#7B8794",
    thread="#B9C2CC",
    band="#D6E2F1",
    band_opacity=0.6,
    accent="#1B4F9C",
    outlier="#B3541E",
    ramp=("#EEF3F9", "#DCE6F2", "#C7D7EA", "#AEC6E1", "#92B2D7",
          "#759BCA", "#5883BA", "#3E6AA7", "#27508C", "#13366B"),
    rungs=("#C2410C", "#F6C27A", "#D8E4F1", "#98B9DC", "#3F74B3", "#143A70"),
    rung_digits=("#FFFFFF", "#0F1720", "#0F1720", "#0F1720", "#FFFFFF", "#FFFFFF"),
)  # fmt: skip

DARK = Palette(
    ink="#E8ECF0",
    page="#10161D",
    label="#A5B1BD",
    grid="#28323D",
    quiet="#7C8997",
    thread="#4A5664",
    band="#1F3450",
    band_opacity=0.6,
    accent="#8AB8F5",
    outlier="#F2A36B",
    ramp=("#16273B", "#1B324D", "#213F61", "#2A4F79", "#356192",
          "#4476AC", "#5B8EC6", "#79A6D9", "#9BBEE8", "#BED5F4"),
    rungs=("#E8692D", "#5C4317", "#22364D", "#35608F", "#6FA0DA", "#CFE2FA"),
    rung_digits=("#10161D", "#FFFFFF", "#FFFFFF", "#FFFFFF", "#10161D", "#10161D"),
)  # fmt: skip


def palette(tone: str) -> Palette:
    """The colours for a tone; anything but `dark` is light, as before the browser has spoken."""
    return DARK if tone == "dark" else LIGHT


def chart_config(tone: str) -> dict[str, Any]:
    """The Vega-Lite configuration of a tone; it wins over Streamlit's own where both speak."""
    colours = palette(tone)
    axis = {
        "domain": False,
        "ticks": False,
        "labelFlush": False,
        "labelColor": colours.label,
        "titleColor": colours.label,
        "gridColor": colours.grid,
        "labelFontSize": LABEL_SIZE,
        "titleFontSize": LABEL_SIZE,
        "labelFontWeight": "normal",
        "titleFontWeight": "normal",
        "labelPadding": 6,
        "titlePadding": 8,
    }
    return {
        "background": "transparent",
        "view": {"stroke": None},
        "axisX": axis | {"grid": False},
        "axisY": axis | {"grid": True},
        "legend": {"disable": True},
        "line": {"strokeWidth": 2},
        "point": {"size": 46, "filled": True},
        "text": {"fontSize": LABEL_SIZE, "color": colours.ink},
    }


def dress(
    layers: Sequence[alt.Chart], tone: str, *, alt_text: str, height: int | alt.Step
) -> alt.LayerChart:
    """The layers as one chart in the look of a tone, as wide as its page.

    `height` is in pixels, or a step per row; `alt_text` says the finding and becomes the name
    that a screen reader speaks.
    """
    # All at once: each further call would copy every layer.
    return alt.LayerChart(
        layer=list(layers),
        width="container",
        height=height,
        description=alt_text,
        config=chart_config(tone),
        datasets={name: name.values for name in _names(layers)},
    )


def _names(layers: Sequence[alt.Chart]) -> list[RowsName]:
    found = [layer.data.name for layer in layers if isinstance(layer.data, alt.NamedData)]
    return [name for name in found if isinstance(name, RowsName)]


def few_ticks() -> alt.Axis:
    """The vertical axis of a rate: about four lines. The configuration has no word for it."""
    return alt.Axis(tickCount=TICKS)


class RowsName(str):
    """The name of rows, which carries them: copies of a chart share it and copy no row."""

    __slots__ = ("values",)

    values: list[dict[str, Any]]


def rows(values: Iterable[Row]) -> alt.NamedData:
    """Rows under a name made of what they say; `dress` writes them into the specification once."""
    held = [dict(value) for value in values]
    text = json.dumps(held, sort_keys=True, default=str)
    name = RowsName(f"rows-{hashlib.sha256(text.encode()).hexdigest()[:16]}")
    name.values = held
    return alt.NamedData(name=name)


def spread(wanted: Sequence[tuple[float, int]], line: float) -> list[float]:
    """Heights of the lowest lines of labels, so that no two labels touch; in the order given.

    `wanted` pairs the height a label would like with its number of lines, each `line` high, in
    the units of the axis. A label moves up, never down, and only as far as it must.
    """
    placed = [0.0] * len(wanted)
    floor = float("-inf")
    for index in sorted(range(len(wanted)), key=lambda each: wanted[each][0]):
        height, lines = wanted[index]
        placed[index] = max(height, floor)
        floor = placed[index] + lines * line
    return placed
