"""The ladder of a place: whom an unanswered ask is offered to, and when nobody is meant to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import delete
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Subject
from db.commands.scope import active_person, place_where
from db.queries.skills import recorded_skills
from db.rules import ladders as rules
from db.rules.ladders import Closed
from db.rules.refusals import Refusal
from db.rules.writing import given_name
from db.tables.escalations import LadderStep
from db.tables.people import Grade

SHORTEST_TIME_OUT, LONGEST_TIME_OUT = 10, 3_600


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the ladder: a person, the lowest grade that may take it, or a skill, and for
    how long; or why nobody is meant to come, at all hours or between two.
    """

    time_out_seconds: int
    person_id: int | None = None
    grade_id: int | None = None
    skill: str | None = None
    closed_reason: str | None = None
    closed_from: time | None = None
    closed_until: time | None = None


def set_ladder(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int,
    steps: Sequence[Step],
    repeats: int = 0,
    at: datetime,
) -> None:
    """Replace the ladder of a place, first step first; after the last one it begins again
    `repeats` times.
    """
    place = place_where(session, viewer, Permission.PLACE_EQUIP, place_id=place_id)
    for number, step in enumerate(steps, start=1):
        _check_step(session, number, step)
    rules.check_order([_rule(each) for each in steps], repeats)
    session.execute(delete(LadderStep).where(LadderStep.place_id == place.id))
    session.add_all(
        LadderStep(
            place_id=place.id, position=position, person_id=step.person_id,
            grade_id=step.grade_id, time_out_seconds=step.time_out_seconds, skill=step.skill,
            closed_reason=step.closed_reason, closed_from=step.closed_from,
            closed_until=step.closed_until,
        )
        for position, step in enumerate(steps)
    )  # fmt: skip
    place.ladder_repeats = repeats
    session.flush()
    audit.record(session, viewer, "ladder set", Subject("place", place.id, place.id), at=at,
                 detail={"steps": [str(step) for step in steps], "repeats": repeats})  # fmt: skip


def _rule(step: Step) -> rules.Step:
    closed = None
    if step.closed_reason is not None:
        closed = Closed(step.closed_reason, step.closed_from, step.closed_until)
    return rules.Step(0, step.person_id, None, step.time_out_seconds, step.skill, closed)


def _check_step(session: Session, number: int, step: Step) -> None:
    named = (step.person_id, step.grade_id, step.skill, step.closed_reason)
    if sum(each is not None for each in named) != 1:
        raise Refusal(f"Step {number} names a person or a grade, a skill or closed hours: one.")
    if not SHORTEST_TIME_OUT <= step.time_out_seconds <= LONGEST_TIME_OUT:
        raise Refusal(f"Step {number} waits 10 seconds to one hour. Change its time-out.")
    if step.closed_reason is not None:
        given_name(step.closed_reason, "reason why nobody is meant to come")
    if (step.closed_from is None) != (step.closed_until is None):
        raise Refusal(f"Step {number} has one of two hours. Give both, or none for all hours.")
    if step.closed_from is not None and step.closed_from == step.closed_until:
        raise Refusal(f"Step {number} begins and ends at {step.closed_from:%H:%M}. Change one.")
    if step.closed_from is not None and step.closed_reason is None:
        raise Refusal(f"Step {number} calls somebody, so it has no closed hours.")
    _check_whom(session, number, step)


def _check_whom(session: Session, number: int, step: Step) -> None:
    if step.person_id is not None:
        active_person(session, step.person_id)
    elif step.grade_id is not None and session.get(Grade, step.grade_id) is None:
        raise Refusal(f"Step {number} names a grade that does not exist. Choose one.")
    elif step.skill is not None and step.skill not in recorded_skills(session):
        raise Refusal(f"Nobody has the skill “{step.skill}” yet. Record it with a person first.")
