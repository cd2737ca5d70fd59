"""How often staff send customers on, week by week: the control chart with its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from db.queries.changes import Change
from db.queries.measures import OfficeWeeks
from db.queries.sheets import Sheet
from db.rules.bases import Basis
from db.rules.control_charts import ControlChart, Signal, dated_sentence, signal_run
from db.rules.control_points import ChartPoint
from db.rules.marks import Mark
from db.rules.selections import Part
from pages.charts.rates import Direction, Note, Range, Rates, WeekRate, rates_chart
from pages.components.badges import SIGNAL, Badge, with_words
from pages.components.behind import Shown, see_rows
from pages.components.choosing_weeks import take_weeks, week_choice
from pages.components.counted import counted
from pages.components.downloads import downloads, files, number
from pages.components.drawing import show_chart_to_filter
from pages.components.empty import empty_state
from pages.components.explain import Explanation, LeftOut, explain
from pages.components.heading import second_line, section
from pages.components.rebasing import Ranges, offer_rebase, range_lines
from pages.components.selecting import key_of_choice

MEASURE = "Escalations per 100 contacts"
PATTERNS = {
    Signal.ABOVE_LIMIT: "outside",
    Signal.BELOW_LIMIT: "outside",
    Signal.RISING: "trend",
    Signal.FALLING: "trend",
    Signal.TWO_IN_THREE_ABOVE: "two in three",
    Signal.TWO_IN_THREE_BELOW: "two in three",
    Signal.SHIFT_ABOVE: "shift",
    Signal.SHIFT_BELOW: "shift",
}
HEADINGS = {
    1: "Escalations in {name} rose: a real change",
    -1: "Escalations in {name} fell: a real change",
    0: "Escalations in {name} are as usual",
}


def _dates(found: OfficeWeeks) -> list[date]:
    return [week.starts_on for week in found.weeks]


def rate_heading(found: OfficeWeeks, chart: ControlChart) -> str:
    """The finding of the whole screen."""
    name = found.office.name
    if not found.contacts:
        return f"No contacts are recorded for {name}"
    measured = [point for point in chart.points if point.value is not None]
    asks = counted(found.escalations, "escalation")
    if not chart.groups[-1].has_limits:
        return f"{name}: {asks}, no usual range yet"
    if chart.variation is None:
        return f"{name}: {asks}, too few to judge"
    return HEADINGS[measured[-1].signal.sign].format(name=name)


def rate_counts(found: OfficeWeeks) -> str:
    """What the rate counts, and the asks that it cannot."""
    said = f"{counted(found.contacts, 'contact')}, {counted(found.escalations, 'escalation')}."
    if not found.left_out:
        return said
    more = "more fell" if found.escalations else "fell"
    return f"{said} {counted(found.left_out, 'ask')} {more} on days without contacts."


def rate_panel(
    found: OfficeWeeks,
    chart: ControlChart,
    changes: Sequence[Change],
    shown: Shown,
    ranges: Ranges,
) -> None:
    """The chart, its sentence above, counts and period below, and where the number comes from."""
    weeks = _weeks(found, chart)
    if not weeks:
        section("Escalations per 100 contacts")
        empty_state(
            f"Nobody recorded the contacts of {found.office.name} in these weeks, so there is no "
            "rate. Ask your administrator to import contacts served."
        )
        return
    said = _sentence(found, chart, shown)
    section(said, badge=_badge(chart))
    rates = _drawn(found, chart, weeks, _notes(changes, ranges, since=weeks[0].starts_on))
    show_chart_to_filter(
        rates_chart, rates, key=key_of_choice("rates"), choice=week_choice(shown.selection),
        on_choice=lambda chosen: take_weeks(chosen, shown.selection),
    )  # fmt: skip
    caption = f"{_caption(chart, weeks)} {shown.narrowed(Part.WEEKS)}".rstrip()
    second_line(caption)
    range_lines(ranges, today=shown.today)
    inside = shown.selection.mondays_of(_dates(found))
    asks = sum(week.escalations for week in found.weeks if week.starts_on in inside)
    explain(_explanation(found), key="explain-rates")
    picture = shown.picture(
        rates_chart, rates, title=said,
        lines=(rate_counts(found), caption,
               *ranges.sentences(today=shown.today)),
    )  # fmt: skip
    with files():
        see_rows(asks, shown, Mark(Basis.RATE), key="rows-rates")
        run = signal_run(chart, _dates(found))
        if len(run) > 1 and run[0][0] not in {weeks[0].starts_on, *ranges.starts}:
            offer_rebase(run[0][0], today=shown.today)
        downloads(_sheet(found, chart, ranges), key="rates", picture=picture)


def _sentence(found: OfficeWeeks, chart: ControlChart, shown: Shown) -> str:
    if chart.variation is None:
        return f"{MEASURE}: less than one a week, too few to judge"
    return dated_sentence(chart, _dates(found), measure=MEASURE, today=shown.today).rstrip(".")


def _notes(changes: Sequence[Change], ranges: Ranges, *, since: date) -> tuple[Note, ...]:
    """What happened in the weeks and may explain a change, and where a new range begins."""
    changed = (Note(change.on, change.words) for change in changes)
    return tuple(note for note in (*changed, *ranges.notes) if note.on >= since)


def _drawn(
    found: OfficeWeeks, chart: ControlChart, weeks: tuple[WeekRate, ...], notes: tuple[Note, ...]
) -> Rates:
    of_groups = ([week.starts_on for week in weeks if week.group == number]
                 for number in range(len(chart.groups)))  # fmt: skip
    ranges = tuple(
        Range(dates[0], dates[-1], group.mean)
        for group, dates in zip(chart.groups, of_groups, strict=True)
        if dates and group.mean is not None
    )
    return Rates(found.office.name, weeks, chart.groups[-1].mean, notes, ranges)


def _weeks(found: OfficeWeeks, chart: ControlChart) -> tuple[WeekRate, ...]:
    return tuple(
        WeekRate(
            starts_on=week.starts_on,
            escalations=week.escalations,
            contacts=week.contacts,
            rate=point.value,
            low=point.lower,
            high=point.upper,
            signal=PATTERNS.get(point.signal),
            direction=_direction(point),
            group=point.group,
        )
        for week, point in zip(found.weeks, chart.points, strict=True)
        if point.value is not None
    )


def _direction(point: ChartPoint) -> Direction | None:
    if not point.signal.sign:
        return None
    return "up" if point.signal.sign > 0 else "down"


def _badge(chart: ControlChart) -> Badge | None:
    last = next(point for point in reversed(chart.points) if point.value is not None)
    direction = _direction(last)
    return with_words(SIGNAL[direction], PATTERNS[last.signal]) if direction else None


def _caption(chart: ControlChart, weeks: Sequence[WeekRate]) -> str:
    fewest, most = min(w.contacts for w in weeks), max(w.contacts for w in weeks)
    last = chart.groups[-1]
    weeks_of = "weeks of the new range" if last.first else "weeks"
    band = (
        f"Band: usual range (u-prime, 3 sigma) from the first {last.baseline} {weeks_of}. "
        if last.has_limits
        else ""
    )
    notes = " ".join(chart.notes)
    served = f"{fewest:,} to {most:,}" if fewest != most else f"{most:,}"
    return f"{MEASURE}, by week. {band}{served} contacts a week. {notes}".rstrip()


def _explanation(found: OfficeWeeks) -> Explanation:
    return Explanation(
        definition=(
            "Asks for a manager per 100 contacts served, in whole weeks, of the days for which "
            "contacts were recorded."
        ),
        rows_in=found.escalations,
        noun=f"asks against {found.contacts:,} contacts",
        left_out=(LeftOut(found.left_out, "asks on days without a recorded number of contacts"),),
        clock=f"weeks from Monday to Sunday in {found.office.zone}; the running week is left out",
        formula=(
            "u = sum of asks / sum of contacts; limits u +/- 3 s_i s_z with s_i = root(u / n_i), "
            "s_z = mean distance of neighbouring z / 1.128 (Laney 2002)"
        ),
    )


def _sheet(found: OfficeWeeks, chart: ControlChart, ranges: Ranges) -> Sheet:
    """Every week that has a rate, with its range, and from when on and why that holds."""
    dates, reasons = _dates(found), {row.starts_on: row.reason for row in ranges.begun}
    starts = [dates[group.first] for group in chart.groups]
    return Sheet(
        f"escalations by week {found.office.name}",
        ("week", "escalations", "contacts", "per 100", "mean", "low", "high", "signal",
         "range from", "why"),
        tuple(
            (w.starts_on, w.escalations, w.contacts, number(w.rate),
             number(chart.groups[w.group].mean), number(w.low), number(w.high), w.signal or "",
             starts[w.group], reasons.get(starts[w.group], ""))
            for w in _weeks(found, chart)
        ),
    )  # fmt: skip
