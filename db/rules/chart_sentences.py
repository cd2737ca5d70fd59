"""What a control chart says in words: the sentence above it, and the notes beneath it."""

from __future__ import annotations

from collections.abc import Sequence

from db.rules.control_points import FEWEST_POINTS, ChartGroup, ChartPoint, ControlChart, Reading
from db.rules.signals import Signal

FEWEST_EVENTS = 4

PATTERNS = {
    Signal.COMMON_CAUSE: "no signal, the usual variation in the last {period}",
    Signal.ABOVE_LIMIT: "the last {period} lies above the upper limit",
    Signal.BELOW_LIMIT: "the last {period} lies below the lower limit",
    Signal.RISING: "rising over at least seven {period}s, each higher than the one before",
    Signal.FALLING: "falling over at least seven {period}s, each lower than the one before",
    Signal.TWO_IN_THREE_ABOVE: "two of three {period}s lie close to the upper limit",
    Signal.TWO_IN_THREE_BELOW: "two of three {period}s lie close to the lower limit",
    Signal.SHIFT_ABOVE: "at least seven {period}s in a row above the mean",
    Signal.SHIFT_BELOW: "at least seven {period}s in a row below the mean",
}
MEANINGS = {
    Reading.IMPROVEMENT: " That is an improvement.",
    Reading.CONCERN: " That is a concern.",
}


def signal_sentence(chart: ControlChart, *, measure: str, period: str = "week") -> str:
    """The finding of a chart, to stand above it: what the last measured point is part of.

    `measure` as it begins a sentence ("Escalations per 100 contacts"), `period` in the singular.
    """
    measured = [point for point in chart.points if point.value is not None]
    if not measured:
        return f"{measure}: nothing is measured yet."
    last = measured[-1]
    if last.signal is Signal.COMMON_CAUSE and not chart.groups[last.group].has_limits:
        return f"{measure}: no limits yet, because {_why_without_limits(chart, last)}."
    pattern = PATTERNS[last.signal].format(period=period)
    return f"{measure}: {pattern}.{MEANINGS.get(last.reading, '')}"


def notes_on(
    groups: Sequence[ChartGroup],
    *,
    missing: int = 0,
    unmeasured: int = 0,
    events: float | None = None,
) -> tuple[str, ...]:
    """Sentences to show beneath a chart, about its last group and what was left out.

    `missing` values split the series, `unmeasured` periods had no contacts; `events` is the mean
    number of events in a period, where events were counted.
    """
    notes = []
    if groups and groups[-1].is_short:
        notes.append(
            f"{_counted(groups[-1].points, 'point')} only: below {FEWEST_POINTS} the limits are "
            "provisional."
        )
    if groups and not groups[-1].has_limits:
        notes.append("No limits yet: the points do not vary enough to tell a signal from chance.")
    if events is not None and events < FEWEST_EVENTS:
        notes.append(
            f"{events:.1f} events per period: lengthen the period until there are about "
            f"{FEWEST_EVENTS}, or chance alone will look like a signal."
        )
    if missing:
        notes.append(f"{_counted(missing, 'period')} missing: no pattern spans the gap.")
    if unmeasured:
        notes.append(f"{_counted(unmeasured, 'period')} without contacts: no rate, passed over.")
    return tuple(notes)


def _why_without_limits(chart: ControlChart, last: ChartPoint) -> str:
    if chart.groups[last.group].points == 1:
        return "there is only one point"
    return "the points do not vary"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
