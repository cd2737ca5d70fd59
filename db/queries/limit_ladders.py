"""What is asked for at a place, and the grades on the ladders of its offices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from db import access
from db.queries.catalogue import grades
from db.rules.limit_differences import Asked
from db.tables.escalations import LadderStep
from db.tables.people import Grade, Person
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import ProblemRemedy, Remedy


def ladder_ranks(session: Session, paths: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """The ranks on the ladder of each workplace; a step for a grade stands for all above it.

    A workplace without a ladder of its own has that of its office, or else every grade.
    """
    by_person, by_step = aliased(Grade), aliased(Grade)
    question = (
        select(Place.path, by_person.rank, by_step.rank)
        .join(LadderStep, LadderStep.place_id == Place.id)
        .outerjoin(Person, Person.id == LadderStep.person_id)
        .outerjoin(by_person, by_person.id == Person.grade_id)
        .outerjoin(by_step, by_step.id == LadderStep.grade_id)
        .order_by(Place.path, LadderStep.position)
    )
    every = [each.rank for each in grades(session)]
    found: dict[str, set[int]] = {}
    rows: Sequence[Sequence[Any]] = session.execute(question).all()
    for path, named, lowest in rows:
        ranks = [each for each in every if lowest is not None and each >= lowest]
        found.setdefault(path, set()).update(ranks if named is None else [named])
    ladders = {}
    for path in paths:
        above = (each for each in reversed(access.ancestors(path)) if each in found)
        nearest = next(above, None)
        ladders[path] = tuple(sorted(found[nearest])) if nearest else tuple(every)
    return ladders


def asked_problems(session: Session, path: str) -> list[Asked]:
    """The problems known around the place that some remedy in use fits, in order of their keys."""
    around = Place.path.in_(access.ancestors(path)) | access.below(Place.path, (path,))
    question = (
        select(Problem.id, ProblemRemedy.remedy_id, Grade.rank)
        .join(Place, Place.id == Problem.place_id)
        .join(ProblemRemedy, ProblemRemedy.problem_id == Problem.id)
        .join(Remedy, Remedy.id == ProblemRemedy.remedy_id)
        .outerjoin(Grade, Grade.id == Problem.minimum_grade_id)
        .where(
            Problem.deactivated_at.is_(None),
            Problem.is_safety.is_(False),
            Remedy.deactivated_at.is_(None),
            around,
        )
        .order_by(Problem.id, ProblemRemedy.position)
    )
    fits: dict[tuple[int, int], list[int]] = {}
    for problem, remedy, rank in session.execute(question):
        fits.setdefault((problem, rank or 0), []).append(remedy)
    return [Asked(problem, tuple(fit), rank) for (problem, rank), fit in fits.items()]
