"""Whether anybody at an office may give anything for a problem: the gate of authority."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from db import access
from db.rules.authority import Limit, Question, covers, decide
from db.tables.limits import AuthorityLimit
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
    question = (
        select(Person.home_place_id, Grade.rank, func.count())
        .join(Grade, Grade.id == Person.grade_id)
        .where(Person.deactivated_at.is_(None), Person.home_place_id.in_(list(offices)))
        .group_by(Person.home_place_id, Grade.rank)
    )
    counts: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for place_id, rank, count in session.execute(question):
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
    fitting = (
        select(ProblemRemedy.problem_id, ProblemRemedy.remedy_id)
        .join(Remedy, Remedy.id == ProblemRemedy.remedy_id)
        .where(Remedy.deactivated_at.is_(None))
        .order_by(ProblemRemedy.problem_id, ProblemRemedy.position, ProblemRemedy.remedy_id)
    )
    for problem_id, remedy_id in session.execute(fitting):
        remedies[problem_id].append(remedy_id)
    question = (
        select(Problem, Place.path, Grade.rank)
        .join(Place, Place.id == Problem.place_id)
        .outerjoin(Grade, Grade.id == Problem.minimum_grade_id)
        .where(Problem.deactivated_at.is_(None), Place.path.startswith(root_path, autoescape=True))
        .order_by(Problem.title, Problem.id)
    )
    return [
        KnownProblem(
            id=problem.id,
            title=problem.title,
            path=path,
            cause=problem.cause_class.label,
            severity=problem.likelihood * problem.impact,
            is_safety=problem.is_safety,
            lowest_rank=rank or 0,
            remedy_ids=tuple(remedies[problem.id]),
        )
        for problem, path, rank in session.execute(question)
    ]


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
    ended = AuthorityLimit.in_force_until
    question = (
        select(
            AuthorityLimit.id, AuthorityLimit.rule_number, AuthorityLimit.version_number,
            Place.path, Grade.rank, AuthorityLimit.problem_id, AuthorityLimit.remedy_id,
            AuthorityLimit.kind, AuthorityLimit.amount, AuthorityLimit.currency,
            AuthorityLimit.unlimited_until, AuthorityLimit.in_force_from, ended,
        )
        .join(Place, Place.id == AuthorityLimit.place_id)
        .join(Grade, Grade.id == AuthorityLimit.grade_id)
        .where(
            Place.path.in_(paths),
            AuthorityLimit.in_force_from <= now,
            or_(ended.is_(None), ended > now),
        )
        .order_by(AuthorityLimit.id)
    )  # fmt: skip
    return Rulebook((Limit(*tuple(row)) for row in session.execute(question)), now)
