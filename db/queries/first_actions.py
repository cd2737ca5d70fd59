"""What was done about problems, at offices and above them: the first action of each kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from db.queries.places import PlaceRow
from db.rules.hearing import Acted, ActedBy
from db.rules.places import ancestors
from db.tables.design_briefs import DesignBrief, DesignBriefEvent
from db.tables.huddles import Action
from db.tables.limits import AuthorityLimit, LimitSet
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.responses import Response

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

Pair = tuple[int, int]


def first_actions(
    session: Session, offices: Sequence[PlaceRow], *, pairs: Collection[Pair]
) -> Mapping[Pair, list[Acted]]:
    """By office and problem everything that was done, the earliest of each place and kind.

    What is done above an office holds there too; what one of its teams does is the office's.
    """
    by_path = {office.path: office.id for office in offices}
    above = {office.id: set(ancestors(office.path)) for office in offices}
    wanted: defaultdict[int, set[int]] = defaultdict(set)
    for office_id, problem_id in pairs:
        wanted[problem_id].add(office_id)
    found: defaultdict[Pair, list[Acted]] = defaultdict(list)
    for path, problem_id, acted in _done(session, sorted(wanted)):
        own = next((by_path[each] for each in ancestors(path) if each in by_path), None)
        for office_id in wanted[problem_id]:
            if own == office_id or path in above[office_id]:
                found[office_id, problem_id].append(acted)
    return found


def _done(session: Session, problem_ids: Sequence[int]) -> Iterator[tuple[str, int, Acted]]:
    for by, question in (
        (ActedBy.RESPONSE, _agreed()),
        (ActedBy.LIMIT, _limits()),
        (ActedBy.ACTION, _noted()),
        (ActedBy.BRIEF, _opened()),
    ):
        for path, problem_id, at in session.execute(question.where(Problem.id.in_(problem_ids))):
            if at is not None:
                yield path, problem_id, Acted(at, by)


def _agreed() -> Select[str, int, datetime | None]:
    return (
        select(Place.path, Problem.id, func.min(Response.agreed_at))
        .join(Response, Response.place_id == Place.id)
        .join(Problem, Problem.id == Response.problem_id)
        .where(Response.agreed_at.is_not(None))
        .group_by(Place.path, Problem.id)
    )


def _limits() -> Select[str, int, datetime]:
    """Limits for this very problem: those for any problem were set for others."""
    return (
        select(Place.path, Problem.id, func.min(LimitSet.published_at))
        .join(AuthorityLimit, AuthorityLimit.place_id == Place.id)
        .join(LimitSet, LimitSet.id == AuthorityLimit.limit_set_id)
        .join(Problem, Problem.id == AuthorityLimit.problem_id)
        .group_by(Place.path, Problem.id)
    )


def _noted() -> Select[str, int, datetime]:
    return (
        select(Place.path, Problem.id, func.min(Action.created_at))
        .join(Action, Action.place_id == Place.id)
        .join(Problem, Problem.id == Action.problem_id)
        .group_by(Place.path, Problem.id)
    )


def _opened() -> Select[str, int, datetime]:
    """When each was opened for the first time, by its first event."""
    first = (
        select(DesignBriefEvent.at)
        .where(DesignBriefEvent.brief_id == DesignBrief.id, DesignBriefEvent.sequence == 1)
        .scalar_subquery()
    )
    return (
        select(Place.path, Problem.id, first)
        .join(DesignBrief, DesignBrief.place_id == Place.id)
        .join(Problem, Problem.id == DesignBrief.problem_id)
    )
