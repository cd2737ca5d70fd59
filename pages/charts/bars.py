"""Counts side by side: a bar for each, its words above it and its number at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from pages.charts.templates import Drawing, fill, hole, open_rows, template
from pages.charts.theme import palette

# Room for the words above each bar, and at the right for the number at its end.
ROW, MARGIN = 42, 1.25


@dataclass(frozen=True, slots=True)
class Bar:
    """One count: `key` tells it from the others, `words` say what it is of."""

    key: str
    words: str
    number: int
    of: int

    @property
    def said(self) -> str:
        """`12 of 40`."""
        return f"{self.number:,} of {self.of:,}"


@dataclass(frozen=True, slots=True)
class Bars:
    """Counts in the order in which they are read, at least one; `noun` is of what."""

    name: str
    noun: str
    bars: Sequence[Bar]


def bars_chart(bars: Bars, *, tone: str) -> Drawing:
    """Counts as bars of one scale, which begins at nothing."""
    rows = [
        {"key": bar.key, "words": bar.words, "number": bar.number, "said": bar.said}
        for bar in bars.bars
    ]
    most = max([1, *(bar.number for bar in bars.bars)])
    return fill(
        _template(tone),
        alt_text=alt_of_bars(bars),
        rows_of={"bars": rows},
        words={
            "order": [bar.key for bar in bars.bars],
            "length": [0, MARGIN * most],
        },
    )


def alt_of_bars(bars: Bars) -> str:
    """Every count in words."""
    told = "; ".join(f"{bar.words}, {bar.said}" for bar in bars.bars)
    return f"{bars.name}, {bars.noun}: {told}."


@template(height=alt.Step(ROW))
def _template(tone: str) -> list[alt.Chart]:
    colours = palette(tone)
    base = alt.Chart(open_rows("bars")).encode(y=_y())
    bars = base.mark_bar(color=colours.accent, height=10, yOffset=9, cornerRadiusEnd=3).encode(
        x=_x(), tooltip=[alt.Tooltip("words:N", title="what"), alt.Tooltip("said:N", title="of")]
    )
    numbers = base.mark_text(align="left", baseline="middle", dx=6, dy=9, fontWeight=600)
    words = base.mark_text(align="left", baseline="middle", dy=-7, color=colours.label)
    return [
        bars,
        numbers.encode(x=_x(), text=alt.Text("number:Q", format=",d")),
        words.encode(x=alt.value(0), text=alt.Text("words:N")),
    ]


def _x() -> alt.X:
    return alt.X(
        "number:Q", title=None, scale=alt.Scale(domain=hole("length"), nice=False), axis=None
    )


def _y() -> alt.Y:
    return alt.Y(
        "key:N", title=None, axis=None,
        scale=alt.Scale(domain=hole("order"), paddingInner=0, paddingOuter=0),
    )  # fmt: skip
