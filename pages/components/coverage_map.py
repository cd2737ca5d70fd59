"""The coverage map: sentences with nobody first, the week as a heat map, and who stands behind."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from db.queries.coverage import OfficeCoverage, who_is_there
from db.rules.coverage import ANY, LONG_DAYS, NOBODY, At, Gap, sentence
from db.rules.money import show_money
from pages.charts.coverage import SELECTION, CoveredHour, CoveredWeek, coverage_chart
from pages.charts.hours import DAYS
from pages.components.drawing import show_chart_to_choose
from pages.components.escaping import plain
from pages.components.heading import second_line, section
from pages.components.people import PersonRow, who_may

RUNGS = 5


def said(found: OfficeCoverage, gap: Gap) -> str:
    """A gap of an office in one sentence."""
    return sentence(gap, found.office.name, amount(found, gap.reach))


def amount(found: OfficeCoverage, reach: Decimal) -> str:
    """An amount as the office counts it."""
    if reach == ANY:
        return "any amount"
    return "nothing" if reach == NOBODY else show_money(reach, found.currency)


def week_map(found: OfficeCoverage) -> At | None:
    """The heat map with its key; the hour that was clicked, if any."""
    levels = _levels(found)
    key = " · ".join(f"**{rung}** {plain(words)}" for rung, words in levels.items())
    st.markdown(f":small[{key}]")
    hours = tuple(
        CoveredHour(day, hour, _rung(found, reach), _reach_words(found, reach))
        for (day, hour), reach in sorted(found.reach.items())
    )
    week = CoveredWeek(found.office.name, found.office.zone, hours)
    chosen = show_chart_to_choose(coverage_chart, week, selection=SELECTION, key="coverage")
    if not chosen:
        return None
    day, hour = chosen[0].get("day"), chosen[0].get("hour")
    return (DAYS.index(day), int(hour)) if day in DAYS and hour is not None else None


def hour_rows(found: OfficeCoverage, at: At) -> None:
    """Who is on duty in one hour, what each may approve, and which limit says so."""
    day, hour = at
    reach = found.reach.get(at, NOBODY)
    section(f"{LONG_DAYS[day]} {hour}:00: {_reach_words(found, reach)}")
    rows = who_is_there(found, at)
    if rows:
        people = [PersonRow(f"{row.name}, {row.grade}", f"{row.value}, {row.rule}") for row in rows]
        who_may(people, title="On duty the next time")
    else:
        st.markdown("Nobody is on duty then. Set cover or a stand-in.")
    second_line("Only those who stay for the whole hour count towards its amount.")


def _reach_words(found: OfficeCoverage, reach: Decimal) -> str:
    return "nobody" if reach == NOBODY else f"up to {amount(found, reach)}"


def _levels(found: OfficeCoverage) -> dict[int, str]:
    """The rungs of the key: nobody, and the amounts of this week from low to high."""
    levels = {_rung(found, reach): reach for reach in sorted(found.reach.values())}
    return {rung: _reach_words(found, reach) for rung, reach in levels.items()}


def _rung(found: OfficeCoverage, reach: Decimal) -> int:
    """The number of an amount among those of the week; the highest ones share the last rung."""
    if reach == NOBODY:
        return 0
    amounts = sorted({each for each in found.reach.values() if each > NOBODY})
    return min(RUNGS, amounts.index(reach) + 1)
