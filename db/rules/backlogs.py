"""What waits with a team of fixers, and how fast it works: said before anything is promised (P29).

Fixes are taken to come by chance at the pace of the last weeks: a Poisson process. With r a week
and k waiting before it, one more is done within w weeks with P(N >= k + 1), N Poisson with mean
r w. Nothing is refused; the sentence says how likely it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

from db.rules.parties import days_in_words

LATELY = timedelta(weeks=8)
# On fewer fixes nobody can say how fast a team is.
FEWEST = 3
UNLIKELY, AS_LIKELY = 0.1, 0.5
DAYS = 7


@dataclass(frozen=True, slots=True)
class Backlog:
    """What lies with one team: how many pieces wait, the longest for how long, how many of them
    before the one that is talked about, and what it fixed in the last weeks.
    """

    team: str
    waiting: int
    longest: timedelta
    ahead: int
    fixed: int

    @property
    def per_week(self) -> float | None:
        """Fixes a week; None on too few to say."""
        return self.fixed / (LATELY.days / DAYS) if self.fixed >= FEWEST else None


@dataclass(frozen=True, slots=True)
class Promise:
    """A day that is about to be promised, how likely it is (None: nobody can say), in words."""

    chance: float | None
    sentence: str

    @property
    def is_doubtful(self) -> bool:
        """Whether it is not as likely as not."""
        return self.chance is None or self.chance < AS_LIKELY


def backlog_line(found: Backlog) -> str:
    """What waits with the team and what it gets done, in one or two sentences."""
    weeks = LATELY.days // DAYS
    if not found.waiting:
        waits = f"Nothing waits with {found.team}."
    else:
        verb = "waits" if found.waiting == 1 else "wait"
        long = days_in_words(found.longest)
        waits = f"{found.waiting} {verb} with {found.team}, the longest for {long}."
    return f"{waits} It fixed {found.fixed or 'none'} in the last {weeks} weeks."


def ahead_line(found: Backlog) -> str:
    """`7 wait before this one; Belts fixes about 2 a week.`"""
    verb = "waits" if found.ahead == 1 else "wait"
    before = f"{found.ahead} {verb} before this one" if found.ahead else "Nothing waits before it"
    if not found.fixed:
        return f"{before}; {found.team} fixed none in the last {LATELY.days // DAYS} weeks."
    if found.per_week is None:
        return f"{before}; {found.team} fixed {found.fixed}, too few to say how fast it is."
    return f"{before}; {found.team} fixes about {_pace(found.per_week)}."


def promise_of(found: Backlog, *, today: date, due_on: date | None) -> Promise:
    """How likely the team is done with one more by the end of that day."""
    said = ahead_line(found)
    if found.per_week is None:
        return Promise(None, f"{said} Promise no day.")
    expected = max(1, round((found.ahead + 1) / found.per_week))
    usual = f"expect about {expected} week{'' if expected == 1 else 's'}"
    if due_on is None:
        return Promise(None, f"{said} So {usual}.")
    chance = chance_within(found, ((due_on - today).days + 1) / DAYS)
    if chance < UNLIKELY:
        return Promise(chance, f"{said} {due_on:%-d %b} is unlikely: {usual}.")
    if chance < AS_LIKELY:
        return Promise(chance, f"{said} {due_on:%-d %b} is less likely than not: {usual}.")
    return Promise(chance, f"{said} {due_on:%-d %b} fits that.")


def chance_within(found: Backlog, weeks: float) -> float:
    """P(N >= ahead + 1) for N Poisson with mean fixes a week times weeks; 0 without a pace."""
    mean = (found.per_week or 0.0) * max(0.0, weeks)
    if not mean:
        return 0.0
    logs = (n * math.log(mean) - mean - math.lgamma(n + 1) for n in range(found.ahead + 1))
    return max(0.0, 1.0 - math.fsum(math.exp(each) for each in logs))


def _pace(per_week: float) -> str:
    if per_week >= 1:
        return f"{per_week:.1f}".removesuffix(".0") + " a week"
    every = round(1 / per_week)
    return "1 a week" if every == 1 else f"1 in {every} weeks"
