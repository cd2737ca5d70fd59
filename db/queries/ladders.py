"""Whom an ask is offered to, step by step, as its place and its problem say: the same answer for
the card that names somebody and for the ask that follows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from db import access
from db.queries.skills import skills_of
from db.rules.authority import lowest_covering_rank
from db.rules.ladders import Closed, Step, climb, with_skill_first
from db.rules.words import Answer
from db.session import rows_of
from db.tables.escalations import LadderStep
from db.tables.people import Grade
from db.tables.places import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.cover import DutyRow
    from db.queries.deciders import Matter, ProblemFacts
    from db.queries.places import PlaceRow
    from db.rules.ladders import OnDuty

DEFAULT_TIME_OUT_SECONDS = 120
LOWEST_MANAGER_RANK = 3


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps of the nearest place that has a ladder, and how often they begin again."""

    steps: tuple[Step, ...]
    repeats: int = 0


def called_first(
    session: Session,
    viewer: Viewer,
    matter: Matter,
    problem: ProblemFacts | None,
    duty: Sequence[DutyRow],
    *,
    answer: Answer,
    place: PlaceRow,
) -> int | None:
    """Whom an ask of the viewer about this matter would be offered to first, if it was made at its
    moment; None where nobody would be called at once. Only an amber card names anybody: the
    others ask nothing of the ladder.
    """
    if answer is not Answer.AMBER:
        return None
    about = matter.question
    ladder = ladder_of(session, about.place_path, matter, problem)
    there = those_on_duty(session, duty, matter, ladder)
    passed = frozenset({viewer.person_id or 0})
    return climb(ladder.steps, there, passed, at=about.at, zone=ZoneInfo(place.zone)).person_id


def ladder_of(session: Session, path: str, matter: Matter, problem: ProblemFacts | None) -> Ladder:
    """The ladder of the place at `path`, with whoever has the problem's skill and enough authority
    before all others.
    """
    ladder = _of_place(session, path, matter)
    if problem is None or not problem.skill:
        return ladder
    first = Step(0, None, None, DEFAULT_TIME_OUT_SECONDS, problem.skill, needs_authority=True)
    return replace(ladder, steps=with_skill_first(ladder.steps, first))


def those_on_duty(
    session: Session, duty: Sequence[DutyRow], matter: Matter, ladder: Ladder
) -> list[OnDuty]:
    """Those on duty as the ladder's rule needs them: who may decide the matter, and where a step
    asks for a skill, who has it. Where no grade at all may decide, anybody is as good as another.
    """
    is_decidable = _deciding_rank(matter) is not None
    named = any(step.skill for step in ladder.steps)
    skilled = skills_of(session, [each.person_id for each in duty]) if named else {}
    return [
        replace(
            each.as_on_duty(),
            skills=skilled.get(each.person_id, frozenset()),
            may_decide=(
                matter.is_covered(each.grade_rank, each.person_id)
                if is_decidable
                else each.grade_rank >= matter.minimum_rank
            ),
        )
        for each in duty
    ]


def _of_place(session: Session, path: str, matter: Matter) -> Ladder:
    """The ladder of the nearest place that has one; else one step for every grade that may
    decide the matter, lowest first.
    """
    found = rows_of(session, _STEPS, {"paths": access.ancestors(path)}).all()
    if not found:
        return Ladder(tuple(_steps_by_authority(session, matter)))
    nearest = found[0]
    steps = (_step(*row[2:]) for row in found if row[0] == nearest[0])
    return Ladder(tuple(steps), nearest[1])


def _step(
    position: int,
    person_id: int | None,
    rank: int | None,
    seconds: int,
    skill: str | None,
    *closed: Any,
) -> Step:
    reason, begins, ends = closed
    resting = None if reason is None else Closed(reason, begins, ends)
    return Step(position, person_id, rank, seconds, skill, resting)


# The card asks this wherever it names whom it would call, therefore it is built once.
_STEPS = (
    select(
        Place.path, Place.ladder_repeats,
        LadderStep.position, LadderStep.person_id, Grade.rank, LadderStep.time_out_seconds,
        LadderStep.skill, LadderStep.closed_reason, LadderStep.closed_from,
        LadderStep.closed_until,
    )
    .join(Place, Place.id == LadderStep.place_id)
    .outerjoin(Grade, Grade.id == LadderStep.grade_id)
    .where(Place.path.in_(bindparam("paths", expanding=True)))
    .order_by(Place.path.desc(), LadderStep.position)
)  # fmt: skip
_RANKS = select(Grade.rank).where(Grade.rank >= bindparam("lowest")).order_by(Grade.rank)


def _steps_by_authority(session: Session, matter: Matter) -> list[Step]:
    lowest = max(LOWEST_MANAGER_RANK, _deciding_rank(matter) or 0, matter.minimum_rank)
    ranks = rows_of(session, _RANKS, {"lowest": lowest}).scalars()
    return [
        Step(position, None, rank, DEFAULT_TIME_OUT_SECONDS)
        for position, rank in enumerate(ranks, start=1)
    ]


def _deciding_rank(matter: Matter) -> int | None:
    """The lowest grade that may decide what is asked for; None where nothing is asked for, or no
    grade may.
    """
    if not matter.question.remedy_id:
        return None
    return lowest_covering_rank(matter.limits, matter.question, matter.asked)
