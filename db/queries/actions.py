"""Questions about what is to be done after huddles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from db import access
from db.access import Viewer
from db.rules.words import ActionKind
from db.tables.huddles import Action, Huddle
from db.tables.people import Person
from db.tables.places import Place


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action; `is_overdue` by the calendar of its place."""

    id: int
    place_id: int
    place_name: str
    place_path: str
    kind: ActionKind
    text: str
    owner_id: int | None
    owner_name: str
    due_on: date | None
    huddle_id: int | None
    huddle_name: str
    held_on: date | None
    done_at: datetime | None
    verified_at: datetime | None
    is_overdue: bool


def open_actions(
    session: Session,
    viewer: Viewer,
    *,
    now: datetime,
    words: str = "",
    place_id: int | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[ActionRow], int]:
    """One page of the actions that are not yet verified effective, and how many there are: those
    to be done by their due date, then those that were done.

    `words` are looked for in the text and in the owner's name.
    """
    owner, place = aliased(Person), aliased(Place, access.worked_places(viewer).subquery())
    question = (
        select(Action, place, owner.name, Huddle)
        .join(place, place.id == Action.place_id)
        .outerjoin(owner, owner.id == Action.owner_id)
        .outerjoin(Huddle, Huddle.id == Action.huddle_id)
        .where(Action.verified_at.is_(None))
    )
    if place_id is not None:
        question = question.where(Action.place_id == place_id)
    for word in words.lower().split():
        pattern = f"%{word.replace('%', '').replace('_', ' ')}%"
        searched = Action.text + " " + func.coalesce(owner.name, "")
        question = question.where(func.lower(searched).like(pattern))
    total = session.scalar(select(func.count()).select_from(question.subquery())) or 0
    return _page(session, question, now, limit=limit, offset=offset), total


def _page(
    session: Session,
    question: Select[Action, Place, str, Huddle],
    now: datetime,
    *,
    limit: int,
    offset: int,
) -> list[ActionRow]:
    undated = Action.due_on.is_(None)
    ordered = question.order_by(Action.done_at.is_not(None), undated, Action.due_on, Action.id)
    found = session.execute(ordered.limit(limit).offset(offset))
    return [_row(action, place, owner, huddle, now) for action, place, owner, huddle in found]


def _row(
    action: Action, place: Place, owner: str | None, huddle: Huddle | None, now: datetime
) -> ActionRow:
    today = now.astimezone(ZoneInfo(place.zone)).date()
    is_late = action.due_on is not None and action.due_on < today
    return ActionRow(
        id=action.id,
        place_id=place.id,
        place_name=place.name,
        place_path=place.path,
        kind=action.kind,
        text=action.text,
        owner_id=action.owner_id,
        owner_name=owner or "",
        due_on=action.due_on,
        huddle_id=action.huddle_id,
        huddle_name=huddle.name if huddle else "",
        held_on=huddle.held_on if huddle else None,
        done_at=action.done_at,
        verified_at=action.verified_at,
        is_overdue=is_late and action.done_at is None,
    )
