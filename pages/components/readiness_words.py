"""The words of the readiness screen: its heading, its counts, and what its number means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from db.queries.readiness import Ladders, OfficeReadiness, ScorePoint
from db.rules.trends import WeekScore, trend_in_words, weekly
from pages.charts.readiness import WeekScore as Drawn
from pages.components.explain import Explanation, LeftOut

# How many lost points are shown before "See all".
FEW = 5


def heading(found: OfficeReadiness) -> str:
    """The finding."""
    return f"{found.office.name} could handle {found.score:.0f} of 100 contacts as agreed"


def count_and_period(found: OfficeReadiness, weeks: tuple[WeekScore, ...]) -> str:
    """What the score rests on, and where it went."""
    served = "contacts not recorded" if found.contacts is None else f"{found.contacts:,} contacts"
    counts = (
        f"Last {found.days} days, {served}; {found.cases:,} brought a problem, "
        f"{found.escalations:,} of them needed a manager."
    )
    return " ".join(part for part in (counts, found.note, trend_in_words(weeks)) if part)


def weeks(
    found: OfficeReadiness, days: Sequence[ScorePoint], *, at: datetime
) -> tuple[WeekScore, ...]:
    """The score of each week on the office's calendar, the last one as of now."""
    today = at.astimezone(ZoneInfo(found.office.zone)).date()
    return weekly(((day.taken_on, day.score) for day in days), today=today, score=found.score)


def charted(found: tuple[WeekScore, ...]) -> tuple[Drawn, ...]:
    """The weeks as the chart takes them."""
    return tuple(Drawn(each.starts_on, each.score) for each in found)


def lost_heading(found: OfficeReadiness) -> str:
    """How many points are lost, so that score and loss read as 100."""
    lost = 100 - round(found.score)
    return f"Where the other {lost} points are lost" if found.lost else "No point is lost"


def order_of_offices(every: Ladders) -> str:
    """Whether the order of the columns means anything."""
    counts = f"{len(every.offices)} offices, the rung of each problem as of now."
    if len(every.offices) < 2:  # noqa: PLR2004 - an order needs two.
        return counts
    if every.order_is_sound:
        return f"{counts} Offices from the lowest score to the highest."
    return (
        f"{counts} Offices by name: by demand, by severity and with equal weights they would "
        "stand in different orders."
    )


def explanation(found: OfficeReadiness) -> Explanation:
    """Where the score comes from."""
    weighted = found.weighted
    other = (
        ""
        if weighted is None
        else f" By severity the score would be {weighted.by_severity:.0f}, with equal weights "
        f"{weighted.equal:.0f}."
    )
    unnamed = sum(row.cases for row in found.problems if row.problem_id is None)
    return Explanation(
        definition=(
            "The share of what customers bring that the office could now handle as agreed. A "
            "problem counts as far as five gates stand open: response agreed, limit set, manager "
            "on cover (share of the coming 14 days' opening hours), staff briefed on the current "
            f"version, tried within 180 days. Unknown counts as not ready.{other}"
        ),
        rows_in=found.cases,
        noun=f"cases: {found.escalations:,} asks and {found.at_counter:,} given at the counter",
        left_out=(LeftOut(unnamed, "counted, but on no list: they score nothing"),),
        clock=f"the last {found.days} days up to now; days are those of {found.office.zone}",
        formula=(
            "share = (cases + 20 x the organisation's share) / (all cases + 20); "
            "score = 100 x the sum of share x product of the gates"
        ),
    )
