"""How ready offices are: the score week by week, and the ladder of every problem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

import altair as alt

from pages.charts.theme import DIGIT_SIZE, LABEL_SIZE, dress, palette, rows
from pages.charts.weeks import midnight, month_axis, plain_day

SCORE_HEIGHT = 150
ROW = 17
LABEL_WIDTH = 140
RUNGS = ("not imagined", "imagined", "answered", "empowered", "rehearsed", "proven")


@dataclass(frozen=True, slots=True)
class WeekScore:
    """The covered-demand score of one week, 0 to 100."""

    starts_on: date
    score: float


@dataclass(frozen=True, slots=True)
class Cell:
    """How far one problem stands in one office: `rung` 0 (not imagined) to 5 (proven)."""

    problem: str
    office: str
    rung: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """Cells with the order in which problems and offices are drawn, worst first."""

    cells: Sequence[Cell]
    problems: Sequence[str]
    offices: Sequence[str]


def score_chart(place: str, weeks: Sequence[WeekScore], *, tone: str) -> alt.LayerChart:
    """Covered demand, 0 to 100, by week."""
    colours = palette(tone)
    low = 10 * floor(min(week.score for week in weeks) / 10) - 10
    high = 10 * ceil(max(week.score for week in weeks) / 10)
    points = [{"week": midnight(week.starts_on), "score": week.score} for week in weeks]
    y = alt.Y("score:Q", title=None,
              scale=alt.Scale(domain=[max(0, low), min(100, max(high, 10))]),
              axis=alt.Axis(tickMinStep=10))  # fmt: skip
    x = month_axis("week", [week.starts_on for week in weeks], margin=0.03)
    line = alt.Chart(rows(points)).mark_line(color=colours.accent).encode(x=x, y=y)
    last = alt.Chart(rows([points[-1] | {"words": f"{weeks[-1].score:.0f}"}])).encode(x=x, y=y)
    end = last.mark_point(color=colours.accent, size=60, opacity=1)
    words = last.mark_text(align="right", dx=4, dy=-16, fontSize=18, fontWeight=600)
    return dress(
        [line, end, words.encode(text=alt.Text("words:N"))],
        tone,
        alt_text=alt_of_score(place, weeks),
        height=SCORE_HEIGHT,
    )


def alt_of_score(place: str, weeks: Sequence[WeekScore]) -> str:
    """The finding in words: where the score stands and how far it moved."""
    first, last = weeks[0], weeks[-1]
    change = round(last.score) - round(first.score)
    moved = "unchanged" if change == 0 else f"{'up' if change > 0 else 'down'} {abs(change)}"
    return (
        f"{place}: score {last.score:.0f} of 100 in the week of {plain_day(last.starts_on)}, "
        f"{moved} since the week of {plain_day(first.starts_on)}."
    )


def ladder_chart(ladder: Ladder, *, tone: str) -> alt.LayerChart:
    """Every problem in every office: 0 not imagined, 5 proven; a digit in each cell."""
    colours = palette(tone)
    cells = [
        {"problem": cell.problem, "office": cell.office, "rung": cell.rung,
         "means": RUNGS[cell.rung]}
        for cell in ladder.cells
    ]  # fmt: skip
    base = alt.Chart(rows(cells)).encode(x=_office(ladder), y=_problem(ladder))
    fill = alt.Color("rung:O", scale=_rung_scale(colours.rungs))
    boxes = base.mark_rect(stroke=colours.page, strokeWidth=1.2, cornerRadius=1).encode(
        color=fill, tooltip=[alt.Tooltip(f"{field}:N") for field in ("problem", "office", "means")]
    )
    digits = base.mark_text(fontSize=DIGIT_SIZE, fontWeight=600).encode(
        text=alt.Text("rung:O"), color=alt.Color("rung:O", scale=_rung_scale(colours.rung_digits))
    )
    drawn = dress([boxes, digits], tone, alt_text=alt_of_ladder(ladder), height=alt.Step(ROW))
    apart: alt.LayerChart = drawn.resolve_scale(color="independent")
    return apart


def alt_of_ladder(ladder: Ladder) -> str:
    """The finding in words: how many cells stand on each rung."""
    counted = Counter(cell.rung for cell in ladder.cells)
    rungs = ", ".join(f"{counted[rung]} {name}" for rung, name in enumerate(RUNGS))
    return f"{len(ladder.problems)} problems in {len(ladder.offices)} offices: {rungs}."


def _rung_scale(colours: Sequence[str]) -> alt.Scale:
    return alt.Scale(domain=list(range(len(RUNGS))), range=list(colours))


def _office(ladder: Ladder) -> alt.X:
    return alt.X(
        "office:N",
        title=None,
        sort=list(ladder.offices),
        scale=alt.Scale(paddingInner=0, paddingOuter=0),
        axis=alt.Axis(orient="top", labelAngle=-90, labelFontSize=LABEL_SIZE, labelOverlap=False),
    )


def _problem(ladder: Ladder) -> alt.Y:
    return alt.Y(
        "problem:N",
        title=None,
        sort=list(ladder.problems),
        scale=alt.Scale(paddingInner=0, paddingOuter=0),
        axis=alt.Axis(labelLimit=LABEL_WIDTH, labelFontSize=LABEL_SIZE, grid=False,
                      labelOverlap=False),
    )  # fmt: skip
