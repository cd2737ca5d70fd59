"""The weeks of a problem that comes back: its chart, what it counts, and the way to its rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from db.queries.design_briefs import BriefRow
from db.queries.sheets import Sheet
from db.rules.bases import Basis
from db.rules.control_charts import ControlChart
from db.rules.marks import Mark
from db.rules.recurrence import WeekCases, around, is_by_contacts, recurrence_chart
from db.rules.selections import EVERYTHING, Selection
from db.rules.spans import DAY
from pages.charts.choosing import Choice
from pages.charts.shares import Shares, WeekPoint, shares_chart
from pages.components.behind import Count, Shown, open_rows, see_which
from pages.components.counted import counted
from pages.components.downloads import downloads, files, number
from pages.components.drawing import show_chart_to_open
from pages.components.explain import Explanation, LeftOut, explain
from pages.components.heading import second_line
from pages.components.moments import now
from pages.components.pictures import picture_of

FEWEST_FIXED = 12
WEEK = 7 * DAY


def brief_chart(row: BriefRow, weeks: Sequence[WeekCases]) -> None:
    """Every week with its cases and its usual range; a click, or the menu, leads to the cases."""
    today = now().astimezone(ZoneInfo(row.place.zone)).date()
    back = (today - DAY * today.weekday() - weeks[0].starts_on) // WEEK
    shown = Shown(row.place, back, EVERYTHING, 0, today)
    mark = Mark(Basis.CASES, problem=row.problem_id)
    chart = recurrence_chart(weeks, _baseline(row, weeks))
    drawn = _drawn(row, weeks, chart)
    clicked = show_chart_to_open(
        shares_chart, drawn, choice=Choice("point", ("week",)), key=f"chart-{row.id}"
    )
    if "week" in clicked:
        monday = datetime.fromtimestamp(clicked["week"] / 1000, tz=UTC).date()
        open_rows(shown, mark, selection=Selection(weeks=(monday, monday)))
    caption = _caption(row, weeks, chart)
    second_line(caption)
    explain(_explanation(row, weeks, chart), key=f"explain-{row.id}")
    picture = picture_of(
        shares_chart, drawn, title=f"“{row.problem}” at {row.place.name}", on=today,
        lines=(caption, row.reason),
    )  # fmt: skip
    with files():
        see_which(_counts(row, weeks, mark), shown, key=f"rows-{row.id}")
        downloads(_sheet(row, weeks, chart), key=f"brief-{row.id}", picture=picture)


def _baseline(row: BriefRow, weeks: Sequence[WeekCases]) -> int | None:
    before = len(around(row.fixed_on, weeks)[0]) if row.fixed_on else len(weeks) // 2
    return before if before >= FEWEST_FIXED else None


def _drawn(row: BriefRow, weeks: Sequence[WeekCases], chart: ControlChart) -> Shares:
    unit = " per 100" if is_by_contacts(weeks) else " a week"
    points = [
        # Nothing happens less often than never.
        WeekPoint(week.starts_on, point.value, counted(week.cases, "case"),
                  None if point.lower is None else max(point.lower, 0.0), point.upper,
                  "none" if not point.signal.sign else "up" if point.signal.sign > 0 else "down")
        for week, point in zip(weeks, chart.points, strict=True)
        if point.value is not None
    ]  # fmt: skip
    name = f"{row.problem}, {row.place.name}"
    return Shares(name, tuple(points), chart.groups[-1].mean, unit, row.fixed_on, "fix")


def _caption(row: BriefRow, weeks: Sequence[WeekCases], chart: ControlChart) -> str:
    first, last = weeks[0].starts_on, weeks[-1].starts_on + WEEK - DAY
    cases = counted(sum(week.cases for week in weeks), "case")
    when = f"{counted(len(weeks), 'whole week')}, {first:%-d %b %Y} to {last:%-d %b %Y}"
    how = ", per 100 contacts (u-prime)" if is_by_contacts(weeks) else " (individuals chart)"
    group = chart.groups[-1]
    band = f" Band: usual range{how} from the first {group.baseline} weeks." if (
        group.has_limits) else ""  # fmt: skip
    without = " Without the week of the fix." if row.fixed_on else ""
    return " ".join([f"{cases} in {when}.{without}{band}", *chart.notes])


def _counts(row: BriefRow, weeks: Sequence[WeekCases], mark: Mark) -> tuple[Count, ...]:
    if row.fixed_on is None:
        return (_count(weeks, "cases", mark),)
    before, after = around(row.fixed_on, weeks)
    return (
        _count(before, "cases before the week of the fix", mark),
        _count(after, "cases since", mark),
    )


def _count(weeks: Sequence[WeekCases], words: str, mark: Mark) -> Count:
    if not weeks:
        return Count(0, words, mark)
    chosen = Selection(weeks=(weeks[0].starts_on, weeks[-1].starts_on))
    return Count(sum(week.cases for week in weeks), words, mark, chosen)


def _explanation(row: BriefRow, weeks: Sequence[WeekCases], chart: ControlChart) -> Explanation:
    by_contacts = is_by_contacts(weeks)
    unmeasured = sum(point.value is None for point in chart.points)
    return Explanation(
        definition=(
            f"Asks for a manager about “{row.problem}” at {row.place.name} and below, week by week"
            f"{', per 100 contacts' if by_contacts else ''}, from the first week on record."
        ),
        rows_in=sum(week.cases for week in weeks),
        noun=f"cases in {counted(len(weeks), 'week')}",
        left_out=(LeftOut(unmeasured, "weeks without recorded contacts"),),
        clock=f"whole weeks, Monday to Sunday in {row.place.zone}",
        formula=(
            "u chart with Laney's correction, 3 sigma"
            if by_contacts
            else "mean +/- 2.66 x mean moving range"
        ),
    )


def _sheet(row: BriefRow, weeks: Sequence[WeekCases], chart: ControlChart) -> Sheet:
    return Sheet(
        f"{row.problem} at {row.place.name} by week",
        ("week", "cases", "contacts", "value", "low", "high"),
        tuple(
            (week.starts_on, week.cases, week.contacts, number(point.value), number(point.lower),
             number(point.upper))
            for week, point in zip(weeks, chart.points, strict=True)
        ),
    )  # fmt: skip
