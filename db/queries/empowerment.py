"""Whether anybody at an office may give anything for a problem: the gate of authority."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from db import access
from db.queries.authority import limits_at
from db.rules.authority import Limit, Question, covers, decide
from db.session import rows_of
from db.tables.people import Grade, Person
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import ProblemRemedy, Remedy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.queries.places import PlaceRow

ANY_REMEDY = 0
RuleKey = tuple[int, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Staff:
    """The active people of an office: how many, and the ranks of their grades."""

    count: int
    ranks: frozenset[int]


@dataclass(frozen=True, slots=True)
class KnownProblem:
    """A problem as readiness needs it. `remedy_ids` are those that fit it; `lowest_rank` is the
    rank below which nobody may handle it; `severity` is likelihood times impact, 1 to 25.
    """

    id: int
    title: str
    path: str
    cause: str
    severity: int
    is_safety: bool
    lowest_rank: int
    remedy_ids: tuple[int, ...]


def staff_of_offices(session: Session, *, offices: Mapping[int, int]) -> dict[int, Staff]:
    """The active people whose home lies in each office; an office with nobody is not in it."""
    counts: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for place_id, rank, count in rows_of(session, _STAFF, {"places": list(offices)}):
        counts[offices[place_id]][rank] += count
    return {
        office_id: Staff(sum(by_rank.values()), frozenset(by_rank))
        for office_id, by_rank in counts.items()
    }


def known_problems(session: Session, *, root_path: str) -> list[KnownProblem]:
    """The active problems of the organisation, by title. Which of them an office knows is a
    matter of their places: see `is_known_at`.
    """
    remedies: dict[int, list[int]] = defaultdict(list)
    for problem_id, remedy_id in rows_of(session, _FITTING):
        remedies[problem_id].append(remedy_id)
    return [
        KnownProblem(key, title, path, cause.label, likelihood * impact, is_safety, rank or 0,
                     tuple(remedies[key]))
        for key, title, path, cause, likelihood, impact, is_safety, rank
        in rows_of(session, _PROBLEMS, {"below": f"{root_path}%"})
    ]  # fmt: skip


def is_known_at(problem: KnownProblem, path: str) -> bool:
    """Whether the office at `path` knows the problem: it was recorded at the office, in one of
    its teams, or at a place above it.
    """
    return path.startswith(problem.path) or problem.path.startswith(path)


class Rulebook:
    """Every limit that is in force at one moment for some offices, found by what it is about."""

    def __init__(self, limits: Iterable[Limit], at: datetime) -> None:
        """Sort the limits by grade, problem and remedy; `at` is the moment of every question."""
        self.at = at
        self._by_key: dict[RuleKey, list[Limit]] = defaultdict(list)
        self._known: dict[tuple[frozenset[str], KnownProblem, frozenset[int]], bool] = {}
        for limit in limits:
            self._by_key[limit.grade_rank, limit.problem_id, limit.remedy_id].append(limit)
        self._paths = {limit.place_path for each in self._by_key.values() for limit in each}

    def covers(self, path: str, problem: KnownProblem, ranks: frozenset[int]) -> bool:
        """Whether some grade may give some fitting remedy for the problem at `path`.

        A safety problem needs no limit: no compensation is given there. For a problem without a
        remedy only a rule for any remedy can cover.
        """
        # Offices below the same rules get the same answer; it is worked out once.
        key = (frozenset(self._paths & set(access.ancestors(path))), problem, ranks)
        if key not in self._known:
            self._known[key] = self._covers(path, problem, ranks)
        return self._known[key]

    def _covers(self, path: str, problem: KnownProblem, ranks: frozenset[int]) -> bool:
        if problem.is_safety and not problem.remedy_ids:
            return True
        able = [rank for rank in ranks if rank >= problem.lowest_rank]
        return any(
            self._covers_one(Question(path, problem.id, remedy_id, self.at), rank)
            for rank in able
            for remedy_id in problem.remedy_ids or (ANY_REMEDY,)
        )

    def _covers_one(self, question: Question, rank: int) -> bool:
        keys: list[RuleKey] = [
            (rank, problem_id, remedy_id)
            for problem_id in (question.problem_id, None)
            for remedy_id in (question.remedy_id, None)
        ]
        rules = [limit for key in keys for limit in self._by_key.get(key, ())]
        return covers(decide(rules, question, grade_rank=rank).winner, None)


def rulebook(session: Session, *, offices: Sequence[PlaceRow], now: datetime) -> Rulebook:
    """The limits in force now at the offices and above them."""
    paths = {above for office in offices for above in access.ancestors(office.path)}
    return Rulebook(limits_at(session, paths, at=now), now)


# Each is built once: building one costs several times what the database takes for it.
_STAFF = (
    select(Person.home_place_id, Grade.rank, func.count())
    .join(Grade, Grade.id == Person.grade_id)
    .where(
        Person.deactivated_at.is_(None),
        Person.home_place_id.in_(bindparam("places", expanding=True)),
    )
    .group_by(Person.home_place_id, Grade.rank)
)
_FITTING = (
    select(ProblemRemedy.problem_id, ProblemRemedy.remedy_id)
    .join(Remedy, Remedy.id == ProblemRemedy.remedy_id)
    .where(Remedy.deactivated_at.is_(None))
    .order_by(ProblemRemedy.problem_id, ProblemRemedy.position, ProblemRemedy.remedy_id)
)
_PROBLEMS = (
    select(
        Problem.id, Problem.title, Place.path, Problem.cause_class, Problem.likelihood,
        Problem.impact, Problem.is_safety, Grade.rank,
    )
    .join(Place, Place.id == Problem.place_id)
    .outerjoin(Grade, Grade.id == Problem.minimum_grade_id)
    .where(Problem.deactivated_at.is_(None), Place.path.like(bindparam("below")))
    .order_by(Problem.title, Problem.id)
)  # fmt: skip
