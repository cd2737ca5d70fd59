"""The asks that wait for somebody to come, as they fit on one line of any screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from db.access import Permission, may
from db.queries.happenings import asks_in_words, who_in_words
from db.queries.problem_titles import TITLE
from db.rules.words import EscalationState
from db.session import rows_of
from db.tables.escalations import Escalation
from db.tables.people import Person
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import Remedy

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer

# More than this many stand on no screen; the newest are told first of all.
MOST = 500


@dataclass(frozen=True, slots=True)
class WaitingAsk:
    """One ask that nobody has taken: where, to whom it is offered now, and its facts."""

    id: int
    path: str
    offered_to_id: int | None
    title: str
    asks: str
    who: str
    asked_at: datetime


# Asked by the server for all screens at once; `waiting_for` decides whose each is.
_WAITING = (
    select(
        Escalation.id, Place.path, Escalation.offered_to_id,
        TITLE,
        Remedy.name, Escalation.amount_asked, Escalation.asked_currency, Person.name, Place.name,
        Escalation.asked_at,
    )
    .join(Place, Place.id == Escalation.place_id)
    .outerjoin(Person, Person.id == Escalation.asker_id)
    .outerjoin(Problem, Problem.id == Escalation.problem_id)
    .outerjoin(Remedy, Remedy.id == Escalation.remedy_id)
    .where(Escalation.state == EscalationState.WAITING, Escalation.import_run_id.is_(None))
    .order_by(Escalation.asked_at.desc(), Escalation.id.desc())
    .limit(MOST)
)  # fmt: skip


def waiting_asks(session: Session) -> list[WaitingAsk]:
    """Every ask that waits anywhere, newest first; imported ones end elsewhere."""
    return [
        WaitingAsk(
            id=ask_id, path=path, offered_to_id=offered_to_id, title=title,
            asks=asks_in_words(remedy, amount, currency), who=who_in_words(asker, place),
            asked_at=asked_at,
        )
        for ask_id, path, offered_to_id, title, remedy, amount, currency, asker, place, asked_at
        in rows_of(session, _WAITING)
    ]  # fmt: skip


def waiting_for(viewer: Viewer, asks: Iterable[WaitingAsk]) -> list[WaitingAsk]:
    """Those that wait for this viewer: offered to them, or to nobody in particular where they may
    take it. What is offered to somebody else is that person's first.
    """
    return [
        ask
        for ask in asks
        if ask.offered_to_id in {None, viewer.person_id}
        and may(viewer, Permission.ESCALATION_TAKE, ask.path)
    ]
