"""Marks that charts over weeks share: lines of what changed, and words at the right end."""

from __future__ import annotations

import altair as alt

from pages.charts.templates import open_rows
from pages.charts.theme import Palette


def note_lines(x: alt.X, colours: Palette) -> list[alt.Chart]:
    """A dashed line with its words for each of the rows named `notes`."""
    base = alt.Chart(open_rows("notes")).encode(x=x)
    words = base.mark_text(align="left", dx=6, dy=6, baseline="top", color=colours.ink)
    return [
        base.mark_rule(color=colours.ink, strokeDash=[3, 3], strokeWidth=1.2),
        words.encode(text=alt.Text("words:N"), y=alt.value(0)),
    ]


def labels(x: alt.X, y: alt.Y) -> alt.Chart:
    """The words of the rows named `labels`, each in its own ink."""
    text = alt.Chart(open_rows("labels")).mark_text(
        align="left", dx=12, baseline="middle", lineBreak="\n"
    )
    ink = alt.Color("ink:N", scale=None)
    drawn: alt.Chart = text.encode(x=x, y=y, text=alt.Text("words:N"), color=ink)
    return drawn
