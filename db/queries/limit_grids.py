"""The grid of a place: what it may name there, and what its own rules say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import access
from db.queries.catalogue import grades, remedies
from db.queries.places import PlaceRow
from db.rules.limit_cells import cell_words
from db.rules.limit_grids import ANY_PROBLEM, ANY_REMEDY, Grid, GridRow, Known
from db.rules.limit_sets import RuleKey
from db.rules.words import CountedIn
from db.tables.limits import AuthorityLimit
from db.tables.places import Place
from db.tables.problems import Problem


def known_at(session: Session, place: PlaceRow) -> Known:
    """Every grade, every remedy in use, and the problems known at the place, above it or below."""
    in_use, titles = remedies(session), problem_names(session, place)
    return Known(
        place_name=place.name,
        currency=place.currency,
        zone=ZoneInfo(place.zone),
        grades={each.name.casefold(): each.id for each in grades(session)},
        remedies={each.name.casefold(): each.id for each in in_use},
        problems={name.casefold(): key for key, name in titles.items()},
        in_pieces=frozenset(each.id for each in in_use if each.counted_in is CountedIn.PIECES),
        remedy_names=tuple(each.name for each in in_use),
        problem_names=tuple(titles.values()),
    )


def problem_names(session: Session, place: PlaceRow) -> dict[int, str]:
    """The problems known around the place by title; two of one title carry their places too."""
    around = Place.path.in_(access.ancestors(place.path)) | access.below(Place.path, (place.path,))
    question = (
        select(Problem.id, Problem.title, Place.name)
        .join(Place, Place.id == Problem.place_id)
        .where(Problem.deactivated_at.is_(None), around)
        .order_by(Problem.title, Problem.id)
    )
    rows = [
        (key, " ".join(title.split()), where) for key, title, where in session.execute(question)
    ]
    titles = [title.casefold() for _, title, _ in rows]
    twice = {title for title, count in Counter(titles).items() if count > 1}
    return {
        key: f"{title} ({where}, {key})" if title.casefold() in twice else title
        for key, title, where in rows
    }


def grid_now(session: Session, place: PlaceRow, *, at: datetime) -> Grid:
    """The rules of the place itself, as its grid: each remedy in use for any problem, and one row
    more for each remedy and problem that has a rule of its own.
    """
    question = (
        select(AuthorityLimit)
        .where(AuthorityLimit.place_id == place.id, AuthorityLimit.is_temporary.is_(False))
        .order_by(AuthorityLimit.version_number, AuthorityLimit.id)
    )
    latest = {
        (row.grade_id, row.remedy_id, row.problem_id): row for row in session.scalars(question)
    }
    holding = {
        key: row
        for key, row in latest.items()
        if row.in_force_until is None or row.in_force_until > at
    }
    zone = ZoneInfo(place.zone)
    words = {key: value_words(row, zone) for key, row in holding.items()}
    return grid_with(session, place, words)


def grid_with(session: Session, place: PlaceRow, words: Mapping[RuleKey, str]) -> Grid:
    """A grid of the place with these words in its cells and blanks elsewhere."""
    rungs = grades(session)
    known_remedies: dict[int | None, str] = {each.id: each.name for each in remedies(session)}
    known_problems: dict[int | None, str] = dict(problem_names(session, place).items())
    known_remedies[None], known_problems[None] = ANY_REMEDY, ANY_PROBLEM
    rows: set[tuple[int | None, int | None]] = {
        (remedy, None) for remedy in known_remedies if remedy is not None
    }
    rows |= {key[1:] for key in words if key[1] in known_remedies and key[2] in known_problems}
    return Grid(
        tuple(each.name for each in rungs),
        tuple(
            GridRow(
                known_remedies[remedy],
                known_problems[problem],
                tuple(words.get((rung.id, remedy, problem), "") for rung in rungs),
            )
            for remedy, problem in _in_order(rows, known_remedies, known_problems)
        ),
    )


def _in_order(
    rows: Iterable[tuple[int | None, int | None]],
    remedies_by_key: Mapping[int | None, str],
    problems_by_key: Mapping[int | None, str],
) -> list[tuple[int | None, int | None]]:
    """Any remedy first, then by name; within a remedy any problem first."""
    return sorted(
        rows,
        key=lambda row: (
            row[0] is not None, remedies_by_key[row[0]].casefold(),
            row[1] is not None, problems_by_key[row[1]].casefold(),
        ),
    )  # fmt: skip


def value_words(row: AuthorityLimit, zone: ZoneInfo) -> str:
    """What a version of a rule says, as a cell of the grid."""
    return cell_words(row.kind, row.amount, row.unlimited_until, row.currency or "", zone)
