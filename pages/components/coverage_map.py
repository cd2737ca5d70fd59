"""The coverage map: sentences with nobody first, the week as a heat map, and who stands behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import streamlit as st

from db.queries.coverage import OfficeCoverage, who_is_there
from db.queries.sheets import Sheet
from db.rules.coverage import ANY, LONG_DAYS, NOBODY, At, Gap, sentence
from db.rules.money import show_money
from pages.charts.coverage import SELECTION, CoveredHour, CoveredWeek, coverage_chart
from pages.charts.hours import DAYS
from pages.components.counted import counted
from pages.components.downloads import downloads, files
from pages.components.drawing import show_chart_to_choose
from pages.components.escaping import plain
from pages.components.heading import second_line, section
from pages.components.people import PersonRow, who_may
from pages.components.pictures import picture_of

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
    key = " · ".join(f"**{rung}** {plain(words)}" for rung, words in _levels(found).items())
    st.markdown(f":small[{key}]")
    week = _week(found)
    chosen = show_chart_to_choose(coverage_chart, week, selection=SELECTION, key="coverage")
    if not chosen:
        return None
    day, hour = chosen[0].get("day"), chosen[0].get("hour")
    return (DAYS.index(day), int(hour)) if day in DAYS and hour is not None else None


def hours_by_name(found: OfficeCoverage) -> dict[str, At]:
    """What can be looked into without a pointer: the gaps, then every open hour."""
    names = {said(found, gap): (gap.days[0], gap.starts) for gap in found.gaps}
    return names | {
        f"{LONG_DAYS[day]} {hour}:00, {_reach_words(found, reach)}": (day, hour)
        for (day, hour), reach in sorted(found.reach.items())
    }


def week_files(found: OfficeCoverage, *, what: str, on: date) -> None:
    """The hours of the week to take along, as a table and as a picture."""
    nobody = sum(reach == NOBODY for reach in found.reach.values())
    key = "; ".join(f"{rung}: {words}" for rung, words in _levels(found).items())
    picture = picture_of(
        coverage_chart, _week(found), on=on,
        title=f"{found.office.name}: {counted(nobody, 'open hour')} a week with nobody to approve",
        lines=(f"{what}, {found.office.name}, the coming 14 days, each hour by its worst.", key),
    )  # fmt: skip
    rows = tuple(
        (LONG_DAYS[day], hour, _reach_words(found, reach))
        for (day, hour), reach in sorted(found.reach.items())
    )
    sheet = Sheet(f"coverage by hour {found.office.name}", ("weekday", "hour", "approved"), rows)
    with files():
        downloads(sheet, key="coverage", picture=picture)


def gap_sheet(every: Sequence[OfficeCoverage]) -> Sheet:
    """The gaps of all offices, each with its hours of the week and what can be approved in it."""
    return Sheet(
        "gaps of coverage",
        ("office", "days", "from", "to", "hours a week", "approved"),
        tuple(
            (each.office.name, ", ".join(LONG_DAYS[day] for day in gap.days), gap.starts,
             gap.ends, gap.hours, _reach_words(each, gap.reach))
            for each in every
            for gap in each.gaps
        ),
    )  # fmt: skip


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


def _week(found: OfficeCoverage) -> CoveredWeek:
    hours = tuple(
        CoveredHour(day, hour, _rung(found, reach), _reach_words(found, reach))
        for (day, hour), reach in sorted(found.reach.items())
    )
    return CoveredWeek(found.office.name, found.office.zone, hours)


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
