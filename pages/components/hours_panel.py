"""When asks come: the week hour by hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from db.queries.measures import HourCounts
from db.queries.sheets import Sheet
from db.rules.bases import Basis
from db.rules.marks import Mark
from db.rules.selections import DAYS, Part, Selection
from pages.charts.choosing import Choice
from pages.charts.hours import LONG_DAYS, Hour, WeekOfHours, hours_chart
from pages.components.behind import Shown, see_rows
from pages.components.counted import counted
from pages.components.downloads import downloads, files
from pages.components.drawing import show_chart_to_filter
from pages.components.empty import empty_state
from pages.components.explain import Explanation, explain
from pages.components.heading import second_line, section
from pages.components.selecting import keep, key_of_choice

# So many cells carry a figure.
FIGURES = 6


def hours_panel(found: HourCounts, shown: Shown) -> None:
    """The heat map, the busiest hour above, counts and period below."""
    total = sum(found.asks.values())
    narrowed = shown.narrowed(Part.HOUR)
    if not total:
        section("When asks come")
        empty_state(f"Nobody asked for a manager in these whole weeks. {narrowed}".rstrip())
        return
    sentence = _sentence(found)
    section(sentence)
    hours = _hours(found)
    counts = sorted((each.asks or 0 for each in hours), reverse=True)
    above = counts[FIGURES] if len(counts) > FIGURES else 0
    week = WeekOfHours(found.office.name, found.office.zone, hours, above)
    show_chart_to_filter(
        hours_chart, week, key=key_of_choice("hours"), choice=_choice(shown.selection),
        on_choice=lambda chosen: _choose(chosen, shown.selection),
    )  # fmt: skip
    figures = f" Figures where above {above}." if counts[0] > above else ""
    asked = f"{counted(total, 'ask')} by hour of the week, {counted(found.weeks, 'week')}."
    said = f"{asked}{figures} {narrowed}".rstrip()
    second_line(said)
    at = shown.selection.hour
    explain(_explanation(found, total), key="explain-hours")
    picture = shown.picture(hours_chart, week, title=sentence, lines=(said,))
    with files():
        see_rows(found.asks.get(at, 0) if at else total, shown, Mark(Basis.ASKS), key="rows-hours")
        downloads(_sheet(found), key="hours", picture=picture)


def _choice(selection: Selection) -> Choice:
    chosen = ""
    if selection.hour:
        day, hour = selection.hour
        chosen = f"datum.day === '{DAYS[day]}' && datum.hour === {hour}"
    return Choice("rect", ("day", "hour"), chosen)


def _choose(chosen: Mapping[str, Any], selection: Selection) -> None:
    """The hour that was clicked; the same again is none."""
    day, hour = chosen.get("day"), chosen.get("hour")
    if day not in DAYS or hour is None:
        return
    at = (DAYS.index(day), int(hour))
    keep(replace(selection, hour=None if selection.hour == at else at))


def _sentence(found: HourCounts) -> str:
    """The busiest hour, where one is busier than every other."""
    most = max(found.asks.values())
    busiest = [at for at, count in found.asks.items() if count == most]
    if len(busiest) > 1:
        return "No hour stands out"
    day, hour = busiest[0]
    return f"{LONG_DAYS[day]} at {hour}:00 brings the most asks"


def _hours(found: HourCounts) -> tuple[Hour, ...]:
    """From the first hour with an ask or an open door to the last."""
    used = {hour for _, hour in found.asks} | {hour for _, hour in found.open_hours}
    return tuple(
        Hour(day, hour, _asks(found, day, hour))
        for day in range(7)
        for hour in range(min(used), max(used) + 1)
    )


def _asks(found: HourCounts, day: int, hour: int) -> int | None:
    """Nothing where the office is closed and nobody asked; 0 where it is open."""
    is_open = not found.open_hours or (day, hour) in found.open_hours
    return found.asks.get((day, hour), 0 if is_open else None)


def _explanation(found: HourCounts, total: int) -> Explanation:
    return Explanation(
        definition=(
            "Asks for a manager by the hour in which they came. Counts, and no rates: contacts "
            "are recorded by day."
        ),
        rows_in=total,
        noun="asks",
        clock=f"the clock of {found.office.zone}, summer time included",
        formula=f"asks in each of the 168 hours of the week, {found.weeks} weeks together",
    )


def _sheet(found: HourCounts) -> Sheet:
    return Sheet(
        f"asks by hour {found.office.name}",
        ("weekday", "hour", "asks"),
        tuple((LONG_DAYS[day], hour, count) for (day, hour), count in sorted(found.asks.items())),
    )
