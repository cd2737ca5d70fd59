"""One share of how it ended for customers: its sentence, its weeks, its counts, its explanation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from db.queries.sheets import Sheet
from db.rules.control_charts import ControlChart, Signal
from db.rules.control_points import ChartPoint
from db.rules.intervals import Interval
from db.rules.outcomes import Outcome, WeekShare, share_chart
from pages.charts.shares import Shares, WeekPoint, shares_chart
from pages.components.badges import SIGNAL, Badge, with_words
from pages.components.behind import Count, Shown, see_which
from pages.components.choosing_weeks import take_weeks, week_choice
from pages.components.counted import counted
from pages.components.downloads import downloads, files, number
from pages.components.drawing import show_chart_to_filter
from pages.components.empty import empty_state
from pages.components.explain import Explanation, LeftOut, explain
from pages.components.heading import second_line, section
from pages.components.rate_panel import PATTERNS
from pages.components.selecting import key_of_choice

# Below so many cases a share says next to nothing.
FEW = 10
# A chart of shares has no contacts: what it passes over are weeks in which nothing could happen.
WITHOUT_CONTACTS, WITHOUT_ANY = "without contacts: no rate, passed over", "without any, passed over"
OUTSIDE = {Signal.ABOVE_LIMIT, Signal.BELOW_LIMIT}


@dataclass(frozen=True, slots=True)
class Told:
    """What a panel says beside the numbers: `noun` is of what, `happened` what became of them.

    `sentence` holds `{share}`; `nothing` is said where there is none, with the next step. `counts`
    lead to their rows.
    """

    key: str
    name: str
    sentence: str
    happened: str
    noun: str
    nothing: str
    definition: str
    clock: str
    formula: str
    more: str = ""
    left_out: Sequence[LeftOut] = field(default=())
    counts: Sequence[Count] = field(default=())


@dataclass(frozen=True, slots=True)
class Share:
    """What happened out of what could, over some weeks; None where nothing could."""

    weeks: Sequence[WeekShare]
    share: float | None
    interval: Interval | None

    @classmethod
    def of_outcome(cls, found: Outcome) -> Share:
        """The same of an outcome."""
        return cls(found.weeks, found.share, found.interval)

    @property
    def happened(self) -> int:
        """How often it happened."""
        return sum(week.happened for week in self.weeks)

    @property
    def of(self) -> int:
        """Out of how many."""
        return sum(week.of for week in self.weeks)


def outcome_panel(told: Told, whole: Share, part: Share, shown: Shown) -> None:
    """The chart of all weeks; above it the share of the chosen ones, below it their counts and
    interval, and the way to their rows; said where it is little.
    """
    if whole.share is None:
        section(told.name)
        empty_state(told.nothing)
        see_which(told.counts, shown, key=f"rows-{told.key}")
        return
    chart = share_chart(whole.weeks)
    sentence = _sentence(told, part)
    section(sentence, badge=_badge(chart))
    drawn = Shares(told.name, _points(whole.weeks, chart), chart.groups[-1].mean)
    show_chart_to_filter(
        shares_chart, drawn, key=key_of_choice(f"chart-{told.key}"),
        choice=week_choice(shown.selection),
        on_choice=lambda chosen: take_weeks(chosen, shown.selection),
    )  # fmt: skip
    caption = " ".join(_caption(told, chart, part, shown))
    second_line(caption)
    explain(
        Explanation(
            definition=told.definition,
            rows_in=part.of,
            noun=f"{told.noun}; {part.happened:,} {told.happened}",
            left_out=told.left_out,
            clock=told.clock,
            formula=told.formula,
        ),
        key=f"explain-{told.key}",
    )
    picture = shown.picture(shares_chart, drawn, title=sentence, lines=(caption,))
    with files():
        see_which(told.counts, shown, key=f"rows-{told.key}")
        downloads(_sheet(told, whole.weeks, chart, shown), key=told.key, picture=picture)


def between(interval: Interval | None) -> str:
    """`95 % interval 52 to 71 %`, or that there is none."""
    if interval is None or interval.lower is None or interval.upper is None:
        return "no interval yet"
    return f"95 % interval {100 * interval.lower:.0f} to {100 * interval.upper:.0f} %"


def _sentence(told: Told, part: Share) -> str:
    if part.share is None:
        return f"{told.name}: none in the chosen weeks"
    return told.sentence.format(share=f"{100 * part.share:.0f} %")


def _caption(told: Told, chart: ControlChart, part: Share, shown: Shown) -> list[str]:
    weeks = counted(len(part.weeks), "week")
    counts = f"{part.happened:,} of {part.of:,} {told.noun} {told.happened}, {weeks}"
    said = [f"{counts}; {between(part.interval)}."]
    if told.more:
        said.append(told.more)
    if part.of < FEW:
        said.append(f"Fewer than {FEW} say next to nothing.")
    if chart.groups[-1].has_limits:
        baseline = chart.groups[-1].baseline
        said.append(f"Band: usual range (u-prime, 3 sigma) from the first {baseline} weeks.")
    said += [note.replace(WITHOUT_CONTACTS, WITHOUT_ANY) for note in chart.notes]
    return [*said, shown.narrowed()] if shown.selection.weeks else said


def _badge(chart: ControlChart) -> Badge | None:
    measured = [point for point in chart.points if point.value is not None]
    if not measured or not measured[-1].signal.sign:
        return None
    signal = measured[-1].signal
    return with_words(SIGNAL["up" if signal.sign > 0 else "down"], PATTERNS[signal])


def _points(weeks: Sequence[WeekShare], chart: ControlChart) -> tuple[WeekPoint, ...]:
    """The weeks that have any; limits of a share end at a hundred."""
    return tuple(
        WeekPoint(
            week.starts_on,
            point.value,
            f"{week.happened:,} of {week.of:,}",
            point.lower,
            None if point.upper is None else min(point.upper, 100.0),
            _shape(point),
        )
        for week, point in zip(weeks, chart.points, strict=True)
        if point.value is not None
    )


def _shape(point: ChartPoint) -> str:
    if not point.signal.sign:
        return "none"
    if point.signal in OUTSIDE:
        return "outside"
    return "up" if point.signal.sign > 0 else "down"


def _sheet(told: Told, weeks: Sequence[WeekShare], chart: ControlChart, shown: Shown) -> Sheet:
    return Sheet(
        f"{told.name.lower()} by week {shown.office.name}",
        ("week", told.happened.removeprefix("were "), "of", "per cent", "low", "high", "signal"),
        tuple(
            (week.starts_on, week.happened, week.of, number(point.value), number(point.lower),
             number(point.upper), PATTERNS.get(point.signal, ""))
            for week, point in zip(weeks, chart.points, strict=True)
        ),
    )  # fmt: skip
