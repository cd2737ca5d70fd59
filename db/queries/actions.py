"""Questions about what is to be done after huddles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from db import access
from db.access import Viewer
from db.rules.words import ActionKind
from db.session import rows_of
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
    open_here = _open(viewer, place_id, *words.lower().split())
    counted = open_here.with_only_columns(Action.id).subquery()
    total = session.scalar(select(func.count()).select_from(counted)) or 0
    undated = Action.due_on.is_(None)
    ordered = open_here.order_by(Action.done_at.is_not(None), undated, Action.due_on, Action.id)
    found = rows_of(session, ordered.limit(limit).offset(offset))
    return [_row(each, now) for each in found], total


# Built once for each viewer and what they look for: the list is opened all day.
@lru_cache(maxsize=512)
def _open(viewer: Viewer, place_id: int | None, *words: str) -> Select[*tuple[Any, ...]]:
    owner, place = aliased(Person), aliased(Place, access.worked_places(viewer).subquery())
    question = (
        select(
            Action.id, Action.kind, Action.text, Action.owner_id, Action.due_on, Action.done_at,
            Action.verified_at, Action.huddle_id, Huddle.name.label("huddle"), Huddle.held_on,
            owner.name.label("owner"), place.id.label("place_id"), place.name.label("place"),
            place.path, place.zone,
        )
        .join(place, place.id == Action.place_id)
        .outerjoin(owner, owner.id == Action.owner_id)
        .outerjoin(Huddle, Huddle.id == Action.huddle_id)
        .where(Action.verified_at.is_(None))
    )  # fmt: skip
    if place_id is not None:
        question = question.where(Action.place_id == place_id)
    for word in words:
        pattern = f"%{word.replace('%', '').replace('_', ' ')}%"
        searched = Action.text + " " + func.coalesce(owner.name, "")
        question = question.where(func.lower(searched).like(pattern))
    return question


def _row(found: Row[*tuple[Any, ...]], now: datetime) -> ActionRow:
    today = now.astimezone(ZoneInfo(found.zone)).date()
    is_late = found.due_on is not None and found.due_on < today
    return ActionRow(
        id=found.id,
        place_id=found.place_id,
        place_name=found.place,
        place_path=found.path,
        kind=found.kind,
        text=found.text,
        owner_id=found.owner_id,
        owner_name=found.owner or "",
        due_on=found.due_on,
        huddle_id=found.huddle_id,
        huddle_name=found.huddle or "",
        held_on=found.held_on,
        done_at=found.done_at,
        verified_at=found.verified_at,
        is_overdue=is_late and found.done_at is None,
    )
