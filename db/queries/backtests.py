"""Escalations over a limit, for a back-test: read from what is held of an office or a place above.

What held for the asker was kept with each ask, and what was asked and granted with it; here only
sums by week and round amount are read, so that a million asks cost what ten thousand do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import select

from db import access
from db.access import Permission
from db.queries.held import past_held
from db.queries.places import PlaceRow, place
from db.rules.next_limits import NextLimit, next_limits
from db.rules.over_limits import Count, Past
from db.rules.refusals import Refusal
from db.rules.spans import whole_weeks
from db.rules.words import PlaceKind
from db.tables.problems import Problem
from db.tables.remedies import Remedy

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.access import Viewer


@dataclass(frozen=True, slots=True, eq=False)
class OverLimits:
    """The cases of a place and below in its currency, and the kinds whose limit is most worth
    raising.

    Left out and counted: `in_other_currencies`, and `without_amounts`, where nobody kept what
    was asked or what the limit was.
    """

    place: PlaceRow
    past: Past
    best_next: tuple[NextLimit, ...]

    @property
    def cases(self) -> int:
        """How many can be counted again."""
        return self.past.counted(Count.CASES)

    @property
    def in_other_currencies(self) -> int:
        """How many asked for another currency than the place's."""
        return self.past.counted(Count.OTHER_CURRENCIES)

    @property
    def without_amounts(self) -> int:
        """How many have no amount or no limit."""
        return self.past.counted(Count.WITHOUT_AMOUNTS)


def over_limits(
    session: Session, viewer: Viewer, *, place_id: int, weeks: int, now: datetime
) -> OverLimits:
    """Every escalation whose reason was *over my limit*, asked at a place or below in its last
    whole weeks or in the running one; with no weeks, ever.

    Raises:
        Refusal: the place is not there for the viewer, or is a team, of which nothing is held.
        NotPermitted: the viewer may not see measures there.
    """
    here = place(session, viewer, place_id=place_id)
    access.require(viewer, Permission.MEASURES_SEE, here.path)
    if here.kind is PlaceKind.TEAM:
        raise Refusal("A limit is tried on an office or a place above one. Choose another place.")
    first = whole_weeks(now, ZoneInfo(here.zone), weeks)[0] if weeks else None
    past = past_held(session, here, first=first)
    return OverLimits(here, past, _named(session, next_limits(past.kinds)))


def _named(session: Session, found: Sequence[NextLimit]) -> tuple[NextLimit, ...]:
    """The same with the words of their problems and remedies."""
    problem_ids, remedy_ids = ({each.kind[place] for each in found} for place in (0, 1))
    titles = dict(
        session.execute(select(Problem.id, Problem.title).where(Problem.id.in_(problem_ids))).all()
    )
    names = dict(
        session.execute(select(Remedy.id, Remedy.name).where(Remedy.id.in_(remedy_ids))).all()
    )
    return tuple(
        replace(each, words=(titles.get(each.kind[0], ""), names.get(each.kind[1], "")))
        for each in found
    )
