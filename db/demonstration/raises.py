"""A raise for a few days of storm, which ended by itself: the standing rule holds again."""

from __future__ import annotations

from datetime import datetime, timedelta

from db import access
from db.commands import temporary_limits
from db.demonstration.cast import AGENT, SENIOR
from db.demonstration.founding import COUNTRY_LEADERS
from db.demonstration.stage import Stage, in_the_morning
from db.queries.authority import limits_in_force
from db.rules.limit_sets import LimitLine
from db.rules.words import LimitKind

COUNTRY, REMEDY = "United Kingdom", "expenses"
BEGAN_ABOUT, LASTED, A_MOMENT = 0.3, timedelta(days=4), timedelta(minutes=5)
NOTE = "Storm: agents settle what senior agents may, until the week-end flights are away"


def plan_ended_raise(stage: Stage) -> None:
    """Plan the raise, and the word about its end."""
    begins = in_the_morning(stage.ago(BEGAN_ABOUT))
    stage.timeline.plan(begins, lambda at: _raise(stage, at))
    stage.timeline.plan(begins + LASTED + A_MOMENT, lambda at: _tell(stage, at))


def _tell(stage: Stage, at: datetime) -> None:
    temporary_limits.tell_ended(stage.session, access.system(), at=at)


def _raise(stage: Stage, at: datetime) -> None:
    """Agents may for some days what senior agents may, where that is more."""
    leader = stage.viewers[COUNTRY_LEADERS[COUNTRY]]
    place_id = stage.places[COUNTRY]
    ranks = {stage.rank_of(grade): grade for grade in (AGENT, SENIOR)}
    held = {
        ranks[each.grade_rank]: each
        for each in limits_in_force(stage.session, path=stage.paths[COUNTRY], at=at)
        if each.remedy_id == stage.keys.remedies[REMEDY]
        and each.problem_id is None
        and each.grade_rank in ranks
    }
    line = LimitLine(
        grade_id=stage.keys.grades[AGENT], remedy_id=stage.keys.remedies[REMEDY],
        kind=LimitKind.UP_TO, amount=held[SENIOR].amount, currency=held[SENIOR].currency,
    )  # fmt: skip
    temporary_limits.publish(
        stage.session, leader, place_id=place_id, lines=[line], note=NOTE, in_force_from=at,
        ends_at=at + LASTED, submit_key="demonstration storm", at=at,
    )  # fmt: skip
