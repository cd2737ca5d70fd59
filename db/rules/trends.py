"""How a score moved: by week, against four weeks ago, and within its own year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(days=7)
WEEKS_BACK = 4
WEEKS_OF_A_YEAR = 52


@dataclass(frozen=True, slots=True)
class WeekScore:
    """The last score of one week, 0 to 100; `starts_on` is its Monday."""

    starts_on: date
    score: float


def weekly(
    days: Iterable[tuple[date, float]], *, today: date, score: float
) -> tuple[WeekScore, ...]:
    """The last score of each week of the past year, oldest first; this week's is that of now.

    `days` are the scores kept by day, in any order. A week without one is not drawn.
    """
    this_week = _monday(today)
    first = this_week - WEEKS_OF_A_YEAR * WEEK
    by_week = {_monday(on): kept for on, kept in sorted(days) if first <= _monday(on) <= this_week}
    by_week[this_week] = score
    return tuple(WeekScore(monday, kept) for monday, kept in sorted(by_week.items()))


def trend_in_words(weeks: tuple[WeekScore, ...]) -> str:
    """Where the score went, as a sentence; "" while there is nothing to compare it with."""
    if len(weeks) < 2:  # noqa: PLR2004 - a change needs two.
        return ""
    last = weeks[-1]
    before = [each for each in weeks if each.starts_on <= last.starts_on - WEEKS_BACK * WEEK]
    scores = [round(each.score) for each in weeks]
    own = f"its own {_span(weeks)} ran from {min(scores)} to {max(scores)}."
    if not before:
        return own.capitalize()
    change = round(last.score) - round(before[-1].score)
    if change == 0:
        return f"As four weeks ago; {own}"
    return f"{'Up' if change > 0 else 'Down'} {abs(change)} in four weeks; {own}"


def _span(weeks: tuple[WeekScore, ...]) -> str:
    covered = (weeks[-1].starts_on - weeks[0].starts_on) // WEEK + 1
    return "year" if covered >= WEEKS_OF_A_YEAR else f"{covered} weeks"


def _monday(on: date) -> date:
    return on - timedelta(days=on.weekday())
