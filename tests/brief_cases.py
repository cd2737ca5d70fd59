"""Weeks of a problem that comes back, and briefs about it, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from db.commands import design_briefs
from db.rules.words import Party
from tests.db.queries.cases import ask
from tests.world import NOW, World

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

# Noon of the Wednesday in the last whole week.
LAST_WEEK = datetime(2026, 11, 11, 9, tzinfo=UTC)
WEEK = timedelta(days=7)
USUAL = (3, 5) * 9
FIXED_ON = (LAST_WEEK - 8 * WEEK).date()
# Eighteen usual weeks, the week of the fix, and eight quiet ones.
DROPPED = (*USUAL, 4, *(1,) * 8)
RISING = (1, 2) * 11 + (6, 7, 8, 9)


def cases_by_week(
    session: Session, made: World, counts: Sequence[int], *, office: str = "Nairobi",
    problem: str = "Bag delayed",
) -> None:  # fmt: skip
    """So many asks in each week, the last of them in the last whole week."""
    for back, times in enumerate(reversed(counts)):
        ask(session, made, office, problem, at=LAST_WEEK - back * WEEK, settled=True, times=times)


def brief(
    session: Session, made: World, *, office: str = "Nairobi", problem: str = "Bag delayed"
) -> int:
    """A brief that was opened by hand."""
    return design_briefs.open_by_hand(
        session, made.viewers[f"{office} manager"], place_id=made.places[office],
        problem_id=made.problems[problem], why="Three in one morning.", at=NOW,
    )  # fmt: skip


def handed_brief(
    session: Session, made: World, *, problem: str = "Bag delayed", team: str = "Belts",
    at: datetime = NOW - timedelta(days=12),
) -> int:  # fmt: skip
    """A brief of Nairobi that lies with the fixers since that moment."""
    key = brief(session, made, problem=problem)
    design_briefs.assign(
        session, made.viewers["Nairobi manager"], brief_id=key, party=Party.FIXERS,
        owner_id=made.people["Nairobi duty"], team=team, words="A belt that does not stop.",
        version=1, at=at,
    )  # fmt: skip
    return key


def fixed_brief(
    session: Session, made: World, *, fixed_on: date = FIXED_ON, problem: str = "Bag delayed"
) -> int:
    """A brief with an owner and a fix, which is version 3 of it."""
    manager = made.viewers["Nairobi manager"]
    key = brief(session, made, problem=problem)
    design_briefs.assign(
        session, manager, brief_id=key, party=Party.FIXERS, owner_id=made.people["Nairobi duty"],
        team="Belts", words="A belt that does not stop.", version=1, at=NOW,
    )  # fmt: skip
    design_briefs.make_fix(
        session, manager, brief_id=key, fixed_on=fixed_on, words="A new motor.", version=2, at=NOW
    )
    return key
