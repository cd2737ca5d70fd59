"""What customers brought, by place and problem: the demand that readiness is measured against.

A case is an ask for a manager, or something given at the counter without one. A grant at the end
of an escalation belongs to that escalation and is not counted again. A withdrawn ask counts: the
customer came all the same. Rehearsals are no escalations and cannot be counted here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import ColumnElement, and_, case, func, select

from db.rules.words import EscalationState, Outcome
from db.tables.escalations import Escalation
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import Grant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Select
    from sqlalchemy.orm import InstrumentedAttribute, Session

DEMAND_DAYS = 90
TRIED_DAYS = 180

PlaceAndProblem = tuple[int, int | None]
Value = TypeVar("Value", int, datetime)


@dataclass(frozen=True, slots=True)
class Brought:
    """Cases of one problem at one place: counts over 90 days, last moments over 180 days.

    `settled_at` is the last ask that ended settled, asked and resolved within 180 days;
    `at_counter_at` the last case that needed no manager.
    """

    escalations: int = 0
    at_counter: int = 0
    escalated_at: datetime | None = None
    settled_at: datetime | None = None
    at_counter_at: datetime | None = None

    @property
    def cases(self) -> int:
        """Every case of the last 90 days."""
        return self.escalations + self.at_counter

    @property
    def tried_at(self) -> datetime | None:
        """The last real case that went as agreed: settled, or given at the counter."""
        return later(self.settled_at, self.at_counter_at)

    @property
    def is_proven(self) -> bool:
        """Whether the last real case of 180 days needed no manager."""
        if self.at_counter_at is None:
            return False
        return self.escalated_at is None or self.at_counter_at > self.escalated_at

    def plus(self, other: Brought) -> Brought:
        """The two together, as of one place."""
        return Brought(
            escalations=self.escalations + other.escalations,
            at_counter=self.at_counter + other.at_counter,
            escalated_at=later(self.escalated_at, other.escalated_at),
            settled_at=later(self.settled_at, other.settled_at),
            at_counter_at=later(self.at_counter_at, other.at_counter_at),
        )


NOTHING = Brought()


def later(one: Value | None, other: Value | None) -> Value | None:
    """The greater of two, where None is less than anything."""
    if one is None or other is None:
        return other if one is None else one
    return max(one, other)


def brought(session: Session, *, root_path: str, now: datetime) -> dict[PlaceAndProblem, Brought]:
    """What customers brought at and below `root_path`, by place and problem.

    The problem is None for what was on no list: words without a problem, and problems that are
    no longer on it. It answers about a whole organisation, because the mix of all offices is part
    of each office's score; callers show only the counts of places that the viewer sees.
    """
    found: dict[PlaceAndProblem, Brought] = {}
    for place_id, problem_id, count, last, settled in session.execute(_asked(root_path, now)):
        _add(found, (place_id, problem_id), Brought(count, 0, last, settled, None))
    for place_id, problem_id, count, last in session.execute(_given(root_path, now)):
        _add(found, (place_id, problem_id), Brought(0, count, None, None, last))
    return found


def by_office(
    found: Mapping[PlaceAndProblem, Brought], offices: Mapping[int, int]
) -> dict[PlaceAndProblem, Brought]:
    """The same, with the places folded into offices; `offices` is place to office."""
    folded: dict[PlaceAndProblem, Brought] = {}
    for (place_id, problem_id), row in found.items():
        if place_id in offices:
            _add(folded, (offices[place_id], problem_id), row)
    return folded


def mix(rows: Iterable[tuple[PlaceAndProblem, Brought]]) -> dict[int | None, int]:
    """How many cases each problem had, all places together."""
    counts: dict[int | None, int] = {}
    for (_, problem_id), row in rows:
        counts[problem_id] = counts.get(problem_id, 0) + row.cases
    return counts


def _add(found: dict[PlaceAndProblem, Brought], key: PlaceAndProblem, row: Brought) -> None:
    found[key] = found.get(key, NOTHING).plus(row)


def _asked(root_path: str, now: datetime) -> Select[int, int | None, int, datetime, datetime]:
    recent = Escalation.asked_at > now - timedelta(days=DEMAND_DAYS)
    settled = case(
        (
            (Escalation.state == EscalationState.RESOLVED)
            & (Escalation.outcome == Outcome.SETTLED)
            & (Escalation.resolved_at <= now),
            Escalation.resolved_at,
        )
    )
    return (
        select(
            Escalation.place_id,
            Problem.id,
            func.sum(case((recent, 1), else_=0)),
            func.max(Escalation.asked_at),
            func.max(settled),
        )
        .join(Place, Place.id == Escalation.place_id)
        .outerjoin(Problem, _on_the_list(Escalation.problem_id))
        .where(
            Place.path.startswith(root_path, autoescape=True),
            Escalation.asked_at > now - timedelta(days=TRIED_DAYS),
            Escalation.asked_at <= now,
        )
        .group_by(Escalation.place_id, Problem.id)
        .order_by(Escalation.place_id, Problem.id)
    )


def _given(root_path: str, now: datetime) -> Select[int, int | None, int, datetime]:
    recent = Grant.given_at > now - timedelta(days=DEMAND_DAYS)
    return (
        select(
            Grant.place_id,
            Problem.id,
            func.sum(case((recent, 1), else_=0)),
            func.max(Grant.given_at),
        )
        .join(Place, Place.id == Grant.place_id)
        .outerjoin(Problem, _on_the_list(Grant.problem_id))
        .where(
            Place.path.startswith(root_path, autoescape=True),
            Grant.escalation_id.is_(None),
            Grant.given_at > now - timedelta(days=TRIED_DAYS),
            Grant.given_at <= now,
        )
        .group_by(Grant.place_id, Problem.id)
        .order_by(Grant.place_id, Problem.id)
    )


def _on_the_list(problem_id: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    return and_(Problem.id == problem_id, Problem.deactivated_at.is_(None))
