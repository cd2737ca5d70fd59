"""What a control chart says in words: the sentence above it, and the notes beneath it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

from db.rules.control_points import FEWEST_POINTS, ChartGroup, ChartPoint, ControlChart, Reading
from db.rules.selections import day_in_words
from db.rules.signals import Signal

FEWEST_EVENTS = 4
Dated: TypeAlias = tuple[date, ChartPoint]

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
CHANGED = "something changed around {day}"
SINCE = {
    Signal.ABOVE_LIMIT: "Last {count} {period}s all above the usual range: " + CHANGED,
    Signal.BELOW_LIMIT: "Last {count} {period}s all below the usual range: " + CHANGED,
    Signal.RISING: "Rising {count} {period}s in a row: something has been changing since {day}",
    Signal.FALLING: "Falling {count} {period}s in a row: something has been changing since {day}",
    Signal.TWO_IN_THREE_ABOVE: (
        "Last {count} {period}s above the average, two of three near the upper limit: " + CHANGED
    ),
    Signal.TWO_IN_THREE_BELOW: (
        "Last {count} {period}s below the average, two of three near the lower limit: " + CHANGED
    ),
    Signal.SHIFT_ABOVE: "Last {count} {period}s all above the average: " + CHANGED,
    Signal.SHIFT_BELOW: "Last {count} {period}s all below the average: " + CHANGED,
}
# One period alone outside the limits.
ONCE = {
    Signal.ABOVE_LIMIT: "The {period} of {day} lies above the usual range: look at what was new",
    Signal.BELOW_LIMIT: "The {period} of {day} lies below the usual range: look at what was new",
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


def dated_sentence(
    chart: ControlChart, dates: Sequence[date], *, measure: str, today: date, period: str = "week"
) -> str:
    """The same with how many points and since when: `Last 7 weeks all above the average:
    something changed around 3 May.`

    `dates` are those on which the periods begin, one for each point. A period without a value is
    passed over. The date carries its year when that is not this one.
    """
    measured = [
        (day, point)
        for day, point in zip(dates, chart.points, strict=True)
        if point.value is not None
    ]
    if not measured or measured[-1][1].signal is Signal.COMMON_CAUSE:
        return signal_sentence(chart, measure=measure, period=period)
    last = measured[-1][1]
    own = [(day, point) for day, point in measured if point.group == last.group]
    run = _run(own, last.signal)
    words = (ONCE if len(run) == 1 else SINCE)[last.signal].format(
        count=len(run), period=period, day=day_in_words(run[0][0], today=today)
    )
    return f"{words}.{MEANINGS.get(last.reading, '')}"


def signal_run(chart: ControlChart, dates: Sequence[date]) -> Sequence[Dated]:
    """The points that make the pattern of the last measured one, oldest first; none without one."""
    measured = [
        (day, point)
        for day, point in zip(dates, chart.points, strict=True)
        if point.value is not None
    ]
    if not measured or measured[-1][1].signal is Signal.COMMON_CAUSE:
        return ()
    last = measured[-1][1]
    return _run([each for each in measured if each[1].group == last.group], last.signal)


def _run(own: Sequence[Dated], signal: Signal) -> Sequence[Dated]:
    """The points at the end of a group that make the pattern, oldest first."""
    first = len(own) - 1
    while first and _belongs(own[first - 1][1], own[first][1], signal):
        first -= 1
    return own[first:]


def _belongs(before: ChartPoint, point: ChartPoint, signal: Signal) -> bool:
    """Whether the pattern goes back from a point to the one before it."""
    sign = signal.sign
    assert before.value is not None  # noqa: S101 - only measured points come here.
    assert point.value is not None  # noqa: S101 - only measured points come here.
    if signal in {Signal.ABOVE_LIMIT, Signal.BELOW_LIMIT}:
        return before.signal is signal
    if signal in {Signal.RISING, Signal.FALLING}:
        return (point.value - before.value) * sign > 0
    if before.mean is None:
        return False
    return (before.value - before.mean) * sign > 0


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
