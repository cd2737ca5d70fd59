"""Weeks that are chosen in a chart: one that was clicked, or the stretch that was dragged over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from db.rules.selections import Selection
from pages.charts.choosing import Choice
from pages.charts.weeks import midnight
from pages.components.selecting import keep


def week_choice(selection: Selection) -> Choice:
    """The weeks of a chart can be chosen; those that are stand out."""
    chosen = ""
    if selection.weeks:
        first, last = (midnight(day) for day in selection.weeks)
        chosen = f"datum.week >= {first} && datum.week <= {last}"
    return Choice("point", ("week",), chosen, by_drag=True)


def take_weeks(chosen: Mapping[str, Any], selection: Selection) -> None:
    """Narrow the screen to what was clicked or dragged over; the same again is none."""
    found = chosen.get("week")
    if found is None:
        return
    ends = found if isinstance(found, list) else [found, found]
    days = [datetime.fromtimestamp(end / 1000, tz=UTC).date() for end in ends]
    # A drag begins and ends between two points: the Mondays inside it.
    first = days[0] + timedelta(days=-days[0].weekday() % 7)
    last = days[-1] - timedelta(days=days[-1].weekday())
    if first > last:
        return
    weeks = None if selection.weeks == (first, last) else (first, last)
    keep(replace(selection, weeks=weeks))
