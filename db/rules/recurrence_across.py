"""A flaw that comes back across offices: small numbers that are too many together (P33).

A place above offices is looked at as the sum of its offices. How many are too many grows with the
number of offices as chance does: what an office may usually have is the mean m of a Poisson law
whose m + 3 sqrt(m) is the number that is too many there; n such offices together have n m, and
n m + 3 sqrt(n m) are too many for them. 8 at one office are 18 at three, not 24. How many it
takes at least for a signal grows by the same rule.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from db.rules.recurrence import OfficeShare, Tripwire, Verdict, WeekCases, recurs

if TYPE_CHECKING:
    from datetime import date

SIGMAS = 3
FEWEST_BRANCHES = 2
MOST_NAMED = 5

Weeks = Sequence[WeekCases]


def wider(wire: Tripwire, offices: int) -> Tripwire:
    """The tripwire of so many offices together; that of one office is the wire itself."""
    return replace(
        wire, threshold=_together(wire.threshold, offices), fewest=_together(wire.fewest, offices)
    )


def _together(number: int, offices: int) -> int:
    mean = ((math.sqrt(SIGMAS**2 + 4 * number) - SIGMAS) / 2) ** 2 * offices
    return round(mean + SIGMAS * math.sqrt(mean))


def summed(offices: Sequence[Weeks]) -> tuple[WeekCases, ...]:
    """The weeks of several offices as those of one place, oldest first.

    The contacts of a week count only where every office with a case in it recorded them: else
    cases would be compared with the contacts of others.
    """
    by_day: dict[date, list[WeekCases]] = {}
    for weeks in offices:
        for week in weeks:
            by_day.setdefault(week.starts_on, []).append(week)
    return tuple(_week(by_day[day]) for day in sorted(by_day))


def _week(weeks: Sequence[WeekCases]) -> WeekCases:
    is_counted = all(week.contacts or not week.cases for week in weeks)
    contacts = sum(week.contacts for week in weeks) if is_counted else 0
    return WeekCases(weeks[0].starts_on, sum(week.cases for week in weeks), contacts)


def recurs_across(branches: Sequence[Sequence[Weeks]], wire: Tripwire) -> Verdict:
    """Whether it comes back across a place; `branches` are the offices of each place right below.

    What comes from one of these alone is that one's own, and not the place's: two or more must
    bring cases, and where exactly one shows it by itself, the others must show it without it.
    """
    found = _of_offices([weeks for branch in branches for weeks in branch], wire)
    if not found.is_so:
        return found
    bringing = [branch for branch in branches if lately(summed(branch), wire)]
    if len(bringing) < FEWEST_BRANCHES:
        return Verdict(False, f"{found.sentence} They come from one place below, and belong there.")
    alone = [branch for branch in bringing if _of_offices(branch, wire).is_so]
    others = [weeks for branch in branches if branch not in alone for weeks in branch]
    if len(alone) == 1 and not _of_offices(others, wire).is_so:
        said = "One place below shows it alone, and the others do not without it."
        return Verdict(False, f"{found.sentence} {said}")
    return found


def _of_offices(offices: Sequence[Weeks], wire: Tripwire) -> Verdict:
    known = [weeks for weeks in offices if weeks]
    return recurs(summed(known), wider(wire, max(1, len(known))))


def lately(weeks: Weeks, wire: Tripwire) -> int:
    """The cases of the weeks that the tripwire counts."""
    return sum(week.cases for week in weeks[-wire.weeks :])


def shares_in_words(shares: Sequence[OfficeShare]) -> str:
    """`Nairobi 9, Mombasa 6`: who brings how much, the most first; the smallest as a number."""
    named = ", ".join(f"{each.name} {each.cases}" for each in shares[:MOST_NAMED])
    rest = shares[MOST_NAMED:]
    if not rest:
        return named
    noun = "office" if len(rest) == 1 else "offices"
    return f"{named} and {len(rest)} more {noun} {sum(each.cases for each in rest)}"
