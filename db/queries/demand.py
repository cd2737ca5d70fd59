"""What customers brought, by place and problem: the demand that readiness is measured against.

A case is an ask for a manager, or something given at the counter without one. A grant at the end
of an escalation belongs to that escalation and is not counted again. A withdrawn ask counts: the
customer came all the same. Rehearsals are no escalations and cannot be counted here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, func, select

from db.rules.words import EscalationState, Outcome
from db.session import rows_of
from db.tables.escalations import Escalation
from db.tables.problems import Problem
from db.tables.remedies import Grant

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

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


def brought(
    session: Session, *, place_ids: Collection[int], now: datetime
) -> dict[PlaceAndProblem, Brought]:
    """What customers brought to the places, by place and problem.

    The problem is None for what was on no list: words without a problem, and problems that are
    no longer on it.
    """
    found: dict[PlaceAndProblem, Brought] = {}
    given = {"places": list(place_ids)} | _moments(now)
    for place_id, problem_id, count, last, settled in rows_of(session, _ASKED, given):
        _add(found, (place_id, problem_id), Brought(count, 0, last, settled, None))
    for place_id, problem_id, count, last in rows_of(session, _GIVEN, given):
        _add(found, (place_id, problem_id), Brought(0, count, None, None, last))
    return found


def _moments(now: datetime) -> dict[str, datetime]:
    return {
        "recent": now - timedelta(days=DEMAND_DAYS),
        "tried": now - timedelta(days=TRIED_DAYS),
        "now": now,
    }


def organisation_mix(
    session: Session, *, problem_ids: Collection[int], now: datetime
) -> dict[int | None, int]:
    """How many cases of 90 days each of the problems had in the whole organisation.

    None is all that was on no list. It is the same whoever asks, because it is part of every
    office's score; only shares of it are ever shown. Two walks along an index, no join.
    """
    moments = _moments(now)
    counts: dict[int | None, int] = {}
    for problem_id, count in (
        *rows_of(session, _ASKED_ANYWHERE, moments), *rows_of(session, _GIVEN_ANYWHERE, moments),
    ):  # fmt: skip
        key = problem_id if problem_id in problem_ids else None
        counts[key] = counts.get(key, 0) + count
    return counts


def by_office(
    found: Mapping[PlaceAndProblem, Brought], offices: Mapping[int, int]
) -> dict[int, dict[int | None, Brought]]:
    """The same by office and problem, with teams folded in; `offices` is place to office."""
    folded: dict[int, dict[int | None, Brought]] = {}
    for (place_id, problem_id), row in found.items():
        if place_id in offices:
            here = folded.setdefault(offices[place_id], {})
            here[problem_id] = here.get(problem_id, NOTHING).plus(row)
    return folded


def _add(found: dict[PlaceAndProblem, Brought], key: PlaceAndProblem, row: Brought) -> None:
    found[key] = found.get(key, NOTHING).plus(row)


def _on_the_list(problem_id: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    return and_(Problem.id == problem_id, Problem.deactivated_at.is_(None))


# Each is built once: building one costs several times what the database takes for it.
_RECENT: BindParameter[datetime] = bindparam("recent")
_TRIED: BindParameter[datetime] = bindparam("tried")
_NOW: BindParameter[datetime] = bindparam("now")
_PLACES: BindParameter[int] = bindparam("places", expanding=True)
_ASKED_ANYWHERE = (
    select(Escalation.problem_id, func.count())
    .where(Escalation.asked_at > _RECENT, Escalation.asked_at <= _NOW)
    .group_by(Escalation.problem_id)
)
_GIVEN_ANYWHERE = (
    select(Grant.problem_id, func.count())
    .where(Grant.given_at > _RECENT, Grant.given_at <= _NOW, Grant.escalation_id.is_(None))
    .group_by(Grant.problem_id)
)
_SETTLED = case(
    (
        (Escalation.state == EscalationState.RESOLVED)
        & (Escalation.outcome == Outcome.SETTLED)
        & (Escalation.resolved_at <= _NOW),
        Escalation.resolved_at,
    )
)
_ASKED = (
    select(
        Escalation.place_id,
        Problem.id,
        func.sum(case((Escalation.asked_at > _RECENT, 1), else_=0)),
        func.max(Escalation.asked_at),
        func.max(_SETTLED),
    )
    .outerjoin(Problem, _on_the_list(Escalation.problem_id))
    .where(
        Escalation.place_id.in_(_PLACES),
        Escalation.asked_at > _TRIED,
        Escalation.asked_at <= _NOW,
    )
    .group_by(Escalation.place_id, Problem.id)
    .order_by(Escalation.place_id, Problem.id)
)
_GIVEN = (
    select(
        Grant.place_id,
        Problem.id,
        func.sum(case((Grant.given_at > _RECENT, 1), else_=0)),
        func.max(Grant.given_at),
    )
    .outerjoin(Problem, _on_the_list(Grant.problem_id))
    .where(
        Grant.place_id.in_(_PLACES),
        Grant.escalation_id.is_(None),
        Grant.given_at > _TRIED,
        Grant.given_at <= _NOW,
    )
    .group_by(Grant.place_id, Problem.id)
    .order_by(Grant.place_id, Problem.id)
)
