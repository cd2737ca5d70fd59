"""Lists behind numbers: one page of the rows that a mark counts, and how many there are in all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import func, or_, select

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import ColumnElement, Select, SQLColumnExpression
    from sqlalchemy.orm import Session

    from db.queries.places import PlaceRow

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page:
    """Which of the rows are wanted: those that fit the words, from `offset` on, `limit` of them;
    None is all.
    """

    words: str = ""
    limit: int | None = 25
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Behind(Generic[Row]):
    """One page of what a number counts, newest first, and how many there are in all.

    `counted` are those that the number counts, `total` those that fit the words searched for;
    `left_out` more belong to the selection, and fell on days without contacts.
    """

    place: PlaceRow
    rows: tuple[Row, ...]
    total: int
    counted: int
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """How a list is asked for: its rows with their key first, in what order, which texts are
    searched, and what is made of each row.
    """

    question: Select[*tuple[Any, ...]]
    order: Sequence[ColumnElement[Any]]
    texts: Sequence[SQLColumnExpression[Any]]
    made: Callable[..., Row]


def listed(
    session: Session,
    place: PlaceRow,
    rows: Listed[Row],
    page: Page,
    *,
    ids: Sequence[int] | None = None,
    left_out: int = 0,
) -> Behind[Row]:
    """The page of a list. Where only `ids` of its rows are counted, the oldest first, what decided
    about them is no condition of the database: a page of them is read by their keys, and all are
    read and looked at only where words are searched for or all are wanted.
    """
    if ids is not None and page.limit is not None and not page.words.strip():
        on_page = ids[::-1][page.offset : page.offset + page.limit]
        return Behind(place, _by_their_keys(session, rows, on_page), len(ids), len(ids), left_out)
    fitting = rows.question
    if page.words.strip():
        word = page.words.strip()
        fitting = fitting.where(
            or_(*(text.icontains(word, autoescape=True) for text in rows.texts))
        )
    ordered = fitting.order_by(*rows.order)
    if ids is not None:
        wanted = set(ids)
        every = [row for row in session.execute(ordered) if row[0] in wanted]
        end = None if page.limit is None else page.offset + page.limit
        shown, total, counted = every[page.offset : end], len(every), len(wanted)
    else:
        counted = count_of(session, rows.question)
        total = count_of(session, fitting) if page.words.strip() else counted
        shown = list(session.execute(ordered.limit(page.limit).offset(page.offset or None)))
    return Behind(place, tuple(rows.made(*row) for row in shown), total, counted, left_out)


def _by_their_keys(session: Session, rows: Listed[Row], wanted: Sequence[int]) -> tuple[Row, ...]:
    key = rows.question.selected_columns[0]
    found = {row[0]: row for row in session.execute(rows.question.where(key.in_(wanted)))}
    return tuple(rows.made(*found[each]) for each in wanted)


def count_of(session: Session, question: Select[*tuple[Any, ...]]) -> int:
    """How many rows a question has."""
    return session.scalar(select(func.count()).select_from(question.subquery())) or 0
