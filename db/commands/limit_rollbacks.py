"""Rolling back a published set: a new set whose lines are the values before; history stays."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.access import Permission, Viewer
from db.commands import limit_drafts
from db.commands.scope import place_where
from db.queries import places as place_queries
from db.queries.limit_grids import grid_now, grid_with, value_words
from db.queries.places import PlaceRow
from db.rules.limit_grids import Grid, overlaid
from db.rules.limit_sets import RuleKey
from db.rules.refusals import Refusal
from db.tables.limit_drafts import LimitEnding
from db.tables.limits import AuthorityLimit, LimitSet

NO_RULE = "no rule"


def begin(
    session: Session, viewer: Viewer, *, limit_set_id: int, submit_key: str, at: datetime
) -> int:
    """Begin a set that puts back what held before a published one; returns the key of the draft.

    It is looked at, approved and published as every other set.
    """
    made = session.get(LimitSet, limit_set_id)
    if made is None:
        raise Refusal("There is no such set. Choose one from the list.")
    place = place_where(session, viewer, Permission.LIMITS_DRAFT, place_id=made.place_id)
    of_the_set = AuthorityLimit.limit_set_id == made.id
    over = select(LimitEnding.limit_id).where(LimitEnding.limit_set_id == made.id)
    is_temporary = AuthorityLimit.is_temporary & (of_the_set | AuthorityLimit.id.in_(over))
    if session.scalar(select(AuthorityLimit.id).where(is_temporary).limit(1)):
        raise Refusal("This set ends by itself. To end it sooner, open Caps.")
    row = place_queries.row(place)
    return limit_drafts.begin(
        session, viewer, place_id=place.id, cells=_cells(session, made, row, at=at),
        note=f"Roll back: {made.note}", rolls_back_id=made.id, submit_key=submit_key, at=at,
    )  # fmt: skip


def _cells(session: Session, made: LimitSet, place: PlaceRow, *, at: datetime) -> Grid:
    """What holds now, with the values before the set in the cells that it changed."""
    zone = ZoneInfo(place.zone)
    before: dict[RuleKey, str] = {}
    question = select(AuthorityLimit).where(AuthorityLimit.limit_set_id == made.id)
    for row in session.scalars(question.order_by(AuthorityLimit.id)):
        former = _former(session, row)
        before[_key(row)] = value_words(former, zone) if former else NO_RULE
    ended = select(AuthorityLimit).join(LimitEnding, LimitEnding.limit_id == AuthorityLimit.id)
    for row in session.scalars(ended.where(LimitEnding.limit_set_id == made.id)):
        before[_key(row)] = value_words(row, zone)
    return overlaid(grid_now(session, place, at=at), grid_with(session, place, before))


def _former(session: Session, row: AuthorityLimit) -> AuthorityLimit | None:
    """The version that this one replaced; None where no rule held before."""
    question = select(AuthorityLimit).where(
        AuthorityLimit.rule_number == row.rule_number,
        AuthorityLimit.version_number == row.version_number - 1,
        AuthorityLimit.in_force_until == row.in_force_from,
    )
    return session.scalar(question)


def _key(row: AuthorityLimit) -> RuleKey:
    return row.grade_id, row.remedy_id, row.problem_id
