"""A flaw that comes back: whether its weeks say so, and whether they show that a fix helped.

Too many cases of one problem for its volume are not for the desk to answer better, but for the
design to prevent (P28, P33). Cases are charted per 100 contacts (u-prime) where contacts were
recorded for every week with cases, and as plain counts (individuals) elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from db.rules.control_charts import ControlChart, Signal, individuals_chart, u_prime_chart
from db.rules.control_points import FEWEST_POINTS

WEEK = timedelta(days=7)
# So many whole weeks are looked at; the first half of them says what is usual.
WEEKS, BASELINE = 26, 13
FEWEST_BEFORE = 12
# How many weeks since the fix each pattern below the former mean must have to itself.
PATTERN_WEEKS = {
    Signal.BELOW_LIMIT: 1,
    Signal.TWO_IN_THREE_BELOW: 3,
    Signal.SHIFT_BELOW: 7,
    Signal.FALLING: 7,
}
RISES = {
    Signal.ABOVE_LIMIT: "the last week lies above the usual range",
    Signal.TWO_IN_THREE_ABOVE: "two of the last three weeks lie close to the upper limit",
    Signal.SHIFT_ABOVE: "at least seven weeks in a row lie above the mean",
    Signal.RISING: "at least seven weeks rise, each above the one before",
}
DROPS = {
    Signal.BELOW_LIMIT: "the last week lies below the range from before",
    Signal.TWO_IN_THREE_BELOW: "two of the last three weeks lie close to the lower limit",
    Signal.SHIFT_BELOW: "at least seven weeks in a row lie below the mean from before",
    Signal.FALLING: "at least seven weeks fall, each below the one before",
}


@dataclass(frozen=True, slots=True)
class WeekCases:
    """Cases of one problem in a week, and the contacts of the office in it (0: not recorded)."""

    starts_on: date
    cases: int
    contacts: int


@dataclass(frozen=True, slots=True)
class Tripwire:
    """How many cases are too many: `threshold` in the last `weeks`, whatever the chart says. A
    signal counts from `fewest` on: on fewer, chance alone looks like one.
    """

    threshold: int = 8
    weeks: int = 4
    fewest: int = 4


@dataclass(frozen=True, slots=True)
class OfficeShare:
    """How many of the recent cases of a place one office brings."""

    office_id: int
    name: str
    cases: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether it is so, and the sentence that says why or why not."""

    is_so: bool
    sentence: str


def recurrence_chart(weeks: Sequence[WeekCases], baseline: int | None = None) -> ControlChart:
    """The chart of the weeks, oldest first; limits rest on the first `baseline`."""
    cases = [week.cases for week in weeks]
    if is_by_contacts(weeks):
        return u_prime_chart(cases, [week.contacts for week in weeks], baseline)
    return individuals_chart(cases, fix_after=baseline, values_are_counts=True)


def is_by_contacts(weeks: Sequence[WeekCases]) -> bool:
    """Whether cases can be compared with contacts in every week that has any."""
    measured = sum(week.contacts > 0 for week in weeks)
    return measured >= FEWEST_POINTS and all(week.contacts or not week.cases for week in weeks)


def recurs(weeks: Sequence[WeekCases], tripwire: Tripwire) -> Verdict:
    """Whether the problem comes back too often, by the weeks up to the last whole one."""
    recent = sum(week.cases for week in weeks[-tripwire.weeks :])
    said = f"{recent} case{'' if recent == 1 else 's'} in the last {tripwire.weeks} weeks"
    if recent < tripwire.fewest:
        return Verdict(False, f"{said}: too few to tell from chance.")
    if recent >= tripwire.threshold:
        return Verdict(True, f"{said}; {tripwire.threshold} or more are too many.")
    if len(weeks) <= BASELINE:
        return Verdict(False, f"{said}; too few weeks are on record to know what is usual.")
    last = recurrence_chart(weeks, BASELINE).points[-1]
    if last.signal in RISES:
        return Verdict(True, f"{said}: {RISES[last.signal]}.")
    return Verdict(False, f"{said}: within the usual range.")


def dropped(before: Sequence[WeekCases], after: Sequence[WeekCases]) -> Verdict:
    """Whether the weeks since a fix show the drop: a pattern of theirs alone, below the mean of
    the weeks before it. The week of the fix itself belongs to neither.
    """
    if not after:
        return Verdict(False, "No whole week has passed since the fix. Wait for the first one.")
    if len(before) < FEWEST_BEFORE:
        return Verdict(
            False,
            f"Only {len(before)} whole weeks are on record before the fix; the chart needs "
            f"{FEWEST_BEFORE} to know what was usual.",
        )
    chart = recurrence_chart([*before, *after], len(before))
    last, group = chart.points[-1], chart.groups[-1]
    many = f"{len(after)} whole week{'' if len(after) == 1 else 's'} since the fix"
    if last.value is None or group.mean is None or not group.has_limits:
        return Verdict(False, f"{many}, but the weeks before it give no usual range to compare.")
    if (
        last.signal in PATTERN_WEEKS
        and len(after) >= PATTERN_WEEKS[last.signal]
        and last.value < group.mean
    ):
        return Verdict(True, f"{many}: {DROPS[last.signal]}.")
    return Verdict(
        False,
        f"{many}: the chart does not show the drop yet. The last week has {last.value:.1f} against "
        f"a mean of {group.mean:.1f} before; seven weeks in a row below it would show it.",
    )


def around(fixed_on: date, weeks: Sequence[WeekCases]) -> tuple[list[WeekCases], list[WeekCases]]:
    """The weeks before the one of the fix, and those after it."""
    monday = fixed_on - timedelta(days=fixed_on.weekday())
    before = [week for week in weeks if week.starts_on < monday]
    return before[-WEEKS:], [week for week in weeks if week.starts_on > monday]


def evidence_line(weeks: Sequence[WeekCases], shares: Sequence[OfficeShare] = ()) -> str:
    """The points of a chart as one line, as they stood when somebody looked; and, of a place above
    offices, which of them brought how many.
    """
    points = [[week.starts_on.isoformat(), week.cases, week.contacts] for week in weeks]
    if not shares:
        return json.dumps(points)
    named = [[each.office_id, each.name, each.cases] for each in shares]
    return json.dumps({"weeks": points, "offices": named}, ensure_ascii=False)


def read_evidence(line: str) -> tuple[WeekCases, ...]:
    """The points again."""
    return tuple(
        WeekCases(date.fromisoformat(day), cases, contacts)
        for day, cases, contacts in _read(line)["weeks"]
    )


def read_shares(line: str) -> tuple[OfficeShare, ...]:
    """Which offices brought how many; of the brief of one office none."""
    return tuple(OfficeShare(*each) for each in _read(line)["offices"])


def _read(line: str) -> dict[str, Any]:
    found = json.loads(line or "[]")
    return found if isinstance(found, dict) else {"weeks": found, "offices": []}
