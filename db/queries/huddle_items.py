"""The agenda items of one huddle, with what stands on the card today."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from db import access
from db.queries.exemplars import Worked, worked_by_problem
from db.rules.agenda import short_title
from db.rules.words import ItemKind, ItemOutcome, Origin, ResponseState
from db.tables.huddles import AgendaItem
from db.tables.people import Person
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.responses import Response


@dataclass(frozen=True, slots=True)
class CardText:
    """A version of a response in the few words that a huddle needs."""

    response_id: int
    number: int
    state: ResponseState
    opening_words: str
    what_we_can_still_do: str
    verified_until: date | None


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item; `number` counts from 1 in the order of the agenda. `card` is what the counter
    shows today, `proposed` the newest version that waits to be agreed, `worked` words of real
    cases that were promoted.
    """

    id: int
    number: int
    kind: ItemKind
    title: str
    short: str
    facts: str
    minutes: int
    origin: Origin | None
    problem_id: int | None
    problem_title: str
    source_key: str
    card: CardText | None
    proposed: CardText | None
    outcome: ItemOutcome | None
    outcome_text: str
    is_answered: bool | None
    owner_id: int | None
    owner_name: str
    due_on: date | None
    decided_at: datetime | None
    decided_by: str
    version: int
    worked: tuple[Worked, ...] = ()

    @property
    def is_decided(self) -> bool:
        """Whether it is frozen."""
        return self.decided_at is not None

    @property
    def action_id(self) -> int | None:
        """The action that this item follows up, if it does."""
        kind, _, key = self.source_key.partition(":")
        return int(key) if kind == "action" and key.isdigit() else None


def items_of(session: Session, *, huddle_id: int, path: str) -> list[ItemView]:
    """The items of a huddle in their order; `path` is the place whose cards are shown."""
    owner, decider = aliased(Person), aliased(Person)
    question = (
        select(AgendaItem, Problem.title, owner.name, decider.name)
        .outerjoin(Problem, Problem.id == AgendaItem.problem_id)
        .outerjoin(owner, owner.id == AgendaItem.owner_id)
        .outerjoin(decider, decider.id == AgendaItem.decided_by_id)
        .where(AgendaItem.huddle_id == huddle_id)
        .order_by(AgendaItem.position)
    )
    rows = [
        (item, _Names(problem or "", owned_by or "", decided_by or ""))
        for item, problem, owned_by, decided_by in session.execute(question)
    ]
    problem_ids = {item.problem_id for item, _ in rows if item.problem_id is not None}
    texts = _texts(session, problem_ids, path)
    worked = worked_by_problem(session, problem_ids=problem_ids, path=path)
    views = [_view(number, texts, *row) for number, row in enumerate(rows, start=1)]
    return [replace(each, worked=tuple(worked.get(each.problem_id or 0, ()))) for each in views]


Texts = dict[tuple[int, bool], CardText]


def _texts(session: Session, problem_ids: Collection[int], path: str) -> Texts:
    """For each problem its card (agreed) and what waits to be agreed (not agreed): the nearest
    place first, then the newest.
    """
    shown = (ResponseState.AGREED, ResponseState.PROPOSED, ResponseState.DRAFT)
    question = (
        select(Response)
        .join(Place, Place.id == Response.place_id)
        .where(
            Response.problem_id.in_(problem_ids),
            Response.state.in_(shown),
            Place.path.in_(access.ancestors(path)),
        )
        .order_by(func.length(Place.path).desc(), Response.number.desc(), Response.id)
    )
    texts: Texts = {}
    for response in session.scalars(question):
        key = (response.problem_id, response.state is ResponseState.AGREED)
        texts.setdefault(key, _text(response))
    return texts


def _text(response: Response) -> CardText:
    return CardText(
        response_id=response.id,
        number=response.number,
        state=response.state,
        opening_words=response.opening_words,
        what_we_can_still_do=response.what_we_can_still_do,
        verified_until=response.verified_until,
    )


class _Names(NamedTuple):
    """The names behind an item's keys; empty where there is none."""

    problem: str
    owner: str
    decider: str


def _view(number: int, texts: Texts, item: AgendaItem, names: _Names) -> ItemView:
    return ItemView(
        id=item.id,
        number=number,
        kind=item.kind,
        title=item.title,
        short=short_title(item.title, names.problem, item.kind),
        facts=item.facts,
        minutes=item.minutes,
        origin=item.origin,
        problem_id=item.problem_id,
        problem_title=names.problem,
        source_key=item.source_key,
        card=texts.get((item.problem_id or 0, True)),
        proposed=texts.get((item.problem_id or 0, False)),
        outcome=item.outcome,
        outcome_text=item.outcome_text,
        is_answered=item.is_answered,
        owner_id=item.owner_id,
        owner_name=names.owner,
        due_on=item.due_on,
        decided_at=item.decided_at,
        decided_by=names.decider,
        version=item.version,
    )
