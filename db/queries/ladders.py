"""Whom an escalation is offered to, step by step, as its place and its problem say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from db import access
from db.queries import authority
from db.rules.authority import Question, lowest_covering_rank
from db.rules.ladders import Closed, Step, with_skill_first
from db.rules.money import Money
from db.tables.escalations import LadderStep
from db.tables.people import Grade
from db.tables.places import Place
from db.tables.problems import Problem

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.tables.escalations import Escalation

DEFAULT_TIME_OUT_SECONDS = 120
LOWEST_MANAGER_RANK = 3


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps of the nearest place that has a ladder, and how often they begin again."""

    steps: tuple[Step, ...]
    repeats: int = 0


def ladder_of(session: Session, escalation: Escalation, place: Place, *, at: datetime) -> Ladder:
    """The ladder of the place, with whoever has the problem's skill before all others."""
    ladder = _of_place(session, escalation, place, at=at)
    return _skilled_first(session, escalation, place, ladder, at=at)


def _of_place(session: Session, escalation: Escalation, place: Place, *, at: datetime) -> Ladder:
    """The ladder of the nearest place that has one; else one step for every grade that may
    decide this amount, lowest first.
    """
    question = (
        select(LadderStep, Place.path, Place.ladder_repeats, Grade.rank)
        .join(Place, Place.id == LadderStep.place_id)
        .outerjoin(Grade, Grade.id == LadderStep.grade_id)
        .where(Place.path.in_(access.ancestors(place.path)))
        .order_by(Place.path.desc(), LadderStep.position)
    )
    found = list(session.execute(question))
    if not found:
        return Ladder(tuple(_steps_by_authority(session, escalation, place, at=at)))
    _, nearest, repeats, _ = found[0]
    steps = (_step(step, rank) for step, path, _, rank in found if path == nearest)
    return Ladder(tuple(steps), repeats)


def _skilled_first(
    session: Session, escalation: Escalation, place: Place, ladder: Ladder, *, at: datetime
) -> Ladder:
    """The ladder with whoever has the problem's skill and enough authority before all others."""
    if escalation.problem_id is None:
        return ladder
    skill = session.scalar(select(Problem.skill).where(Problem.id == escalation.problem_id))
    if skill is None:
        return ladder
    rank = _deciding_rank(session, escalation, place, at=at)
    first = Step(0, None, rank, DEFAULT_TIME_OUT_SECONDS, skill)
    return replace(ladder, steps=with_skill_first(ladder.steps, first))


def _step(step: LadderStep, rank: int | None) -> Step:
    closed = None
    if step.closed_reason is not None:
        closed = Closed(step.closed_reason, step.closed_from, step.closed_until)
    return Step(step.position, step.person_id, rank, step.time_out_seconds, step.skill, closed)


def _steps_by_authority(
    session: Session, escalation: Escalation, place: Place, *, at: datetime
) -> list[Step]:
    lowest = max(LOWEST_MANAGER_RANK, _deciding_rank(session, escalation, place, at=at))
    ranks = session.scalars(select(Grade.rank).where(Grade.rank >= lowest).order_by(Grade.rank))
    return [
        Step(position, None, rank, DEFAULT_TIME_OUT_SECONDS)
        for position, rank in enumerate(ranks, start=1)
    ]


def _deciding_rank(session: Session, escalation: Escalation, place: Place, *, at: datetime) -> int:
    """The lowest grade that may decide what is asked for; 0 where no amount is asked for or no
    grade may: then any manager is as good as another.
    """
    if not (escalation.remedy_id and escalation.amount_asked and escalation.asked_currency):
        return 0
    asked = Money(escalation.amount_asked, escalation.asked_currency)
    about = Question(place.path, escalation.problem_id, escalation.remedy_id, at)
    return lowest_covering_rank(authority.limits_for(session, about), about, asked) or 0
