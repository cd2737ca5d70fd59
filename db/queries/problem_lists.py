"""What a list of problems is narrowed to, and how many there are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import aliased

from db import access
from db.rules.search import Entry, Index
from db.rules.words import CauseClass, Origin, ResponseState
from db.session import rows_of
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.responses import Response

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from db.access import Viewer

MOST_FOUND = 200
# What words are found in.
_TEXTS = (Problem.id, Problem.title, Problem.keywords, Problem.promise_broken)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; an empty field asks for nothing."""

    words: str = ""
    origin: Origin | None = None
    cause_class: CauseClass | None = None
    without_response: bool = False


ALL = Wanted()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many problems the viewer's playbook has, and how many lack a response at their home."""

    problems: int
    without_response: int


def counts(session: Session, viewer: Viewer) -> Counts:
    """Of the whole playbook, whatever a list is narrowed to."""
    total, missing = rows_of(session, _counts(viewer)).one()
    return Counts(total, missing or 0)


# The list is opened all day: a statement that is built once is compiled once.
@lru_cache(maxsize=512)
def _counts(viewer: Viewer) -> Select[int, int]:
    missing = func.sum(case((_is_agreed_for(viewer), 0), else_=1))
    return access.visible_problems(viewer).with_only_columns(func.count(), missing)


def how_many(session: Session, viewer: Viewer, *, wanted: Wanted = ALL) -> int:
    """How many problems fit."""
    question = narrowed(viewer, wanted)
    if wanted.words.strip():
        question = question.where(Problem.id.in_(ranked(session, viewer, wanted.words)))
    counted = question.with_only_columns(Problem.id).subquery()
    return session.scalar(select(func.count()).select_from(counted)) or 0


def ranked(session: Session, viewer: Viewer, words: str) -> list[int]:
    """The keys of the problems that the words find, the best find first."""
    texts = access.visible_problems(viewer).order_by(Problem.id)
    entries = [
        Entry(key, title, f"{keywords} {promise}")
        for key, title, keywords, promise in rows_of(session, texts.with_only_columns(*_TEXTS))
    ]
    return [entry.id for entry in Index(entries).best(words, limit=MOST_FOUND)]


def narrowed(viewer: Viewer, wanted: Wanted) -> Select[Problem]:
    """The problems of the viewer's playbook that fit, whatever the words."""
    question = access.visible_problems(viewer)
    if wanted.origin is not None:
        question = question.where(Problem.origin == wanted.origin)
    if wanted.cause_class is not None:
        question = question.where(Problem.cause_class == wanted.cause_class)
    if wanted.without_response:
        question = question.where(~_is_agreed_for(viewer))
    return question


def _is_agreed_for(viewer: Viewer) -> ColumnElement[bool]:
    home = aliased(Place)
    return exists(
        select(Response.id)
        .join(home, home.id == Response.place_id)
        .where(
            Response.problem_id == Problem.id,
            Response.state == ResponseState.AGREED,
            home.path.in_(access.ancestors(viewer.home_path)),
        )
    )
