"""Marks that charts over weeks share: lines of what changed, and words at the right end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import altair as alt

from pages.charts.templates import open_rows
from pages.charts.theme import Palette, Row
from pages.charts.weeks import midnight

# Words of notes stand in lines one below another, so that none lies upon its neighbour; those in
# the last part of the time are written to the left of their line.
NOTE_LINE, LATE = 15, 0.6
LONGEST_NOTE = 34


def note_rows(notes: Sequence[tuple[date, str]], starts: Sequence[date]) -> list[Row]:
    """The rows of notes, in order of their days; long words are cut, as they stand in full below
    the chart.
    """
    turns = starts[0] + LATE * (starts[-1] - starts[0])
    return [
        {"week": midnight(on), "words": _cut(words), "line": line, "late": on > turns}
        for line, (on, words) in enumerate(sorted(notes))
    ]


def note_lines(x: alt.X, colours: Palette) -> list[alt.Chart]:
    """A dashed line with its words for each of the rows named `notes`."""
    base = alt.Chart(open_rows("notes")).encode(x=x)

    def written(ink: str, edge: int = 0) -> alt.Chart:
        text = base.mark_text(
            align=alt.expr("datum.late ? 'right' : 'left'"), baseline="top",
            dx=alt.expr("datum.late ? -6 : 6"), dy=alt.expr(f"6 + {NOTE_LINE} * datum.line"),
            color=ink, stroke=ink, strokeWidth=edge,
        )  # fmt: skip
        drawn: alt.Chart = text.encode(text=alt.Text("words:N"), y=alt.value(0))
        return drawn

    return [
        base.mark_rule(color=colours.ink, strokeDash=[3, 3], strokeWidth=1.2),
        # On paper of their own, where a line of another note passes below them.
        written(colours.page, edge=4),
        written(colours.ink),
    ]


def labels(x: alt.X, y: alt.Y) -> alt.Chart:
    """The words of the rows named `labels`, each in its own ink."""
    text = alt.Chart(open_rows("labels")).mark_text(
        align="left", dx=12, baseline="middle", lineBreak="\n"
    )
    ink = alt.Color("ink:N", scale=None)
    drawn: alt.Chart = text.encode(x=x, y=y, text=alt.Text("words:N"), color=ink)
    return drawn


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST_NOTE else f"{words[: LONGEST_NOTE - 1].rstrip()}…"
