"""The difference that a set would make: by people, by problem, and what would be odd in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db import access
from db.queries.catalogue import remedies
from db.queries.limit_drift import drift
from db.queries.limit_grids import problem_names
from db.queries.limit_ladders import asked_problems, ladder_ranks
from db.queries.limit_sketches import Sketch
from db.rules.authority import Limit, value_in_words
from db.rules.limit_books import Books
from db.rules.limit_differences import (
    Inversion,
    ValueChange,
    empty_cells,
    inversions,
    shadowed,
    unanswerable,
    value_changes,
)
from db.rules.limit_grids import ANY_PROBLEM, ANY_REMEDY
from db.tables.people import Grade, Person
from db.tables.places import Place

FEW = 3


@dataclass(frozen=True, slots=True)
class Affected:
    """One grade whose value for a remedy and a problem changes, and how many people that is."""

    grade: str
    remedy: str
    problem: str
    old: str
    new: str
    gain: int
    people: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything to be seen before publishing, in words.

    `gains`, `losses` and `others` (another date or currency) count people of the place and below;
    a place with nearer rules of its own is not touched and not counted.
    """

    gains: tuple[Affected, ...]
    losses: tuple[Affected, ...]
    others: tuple[Affected, ...]
    unanswerable: tuple[str, ...]
    inversions: tuple[str, ...]
    shadowed: tuple[str, ...]
    empty: tuple[str, ...]
    cells: int
    drift: str


class _Names:
    """Grades by rank, remedies and problems by key, as the difference says them."""

    def __init__(self, session: Session, drawn: Sketch, remedy_names: dict[int, str]) -> None:
        self.grades = {each.rank: each.name for each in drawn.grades}
        self.remedies = remedy_names
        self.problems = problem_names(session, drawn.place)

    def row(self, remedy_id: int | None, problem_id: int | None) -> str:
        """`Hotel`, or `Hotel for Bag delayed`."""
        remedy = self.remedies.get(remedy_id, ANY_REMEDY) if remedy_id else ANY_REMEDY
        problem = self.problems.get(problem_id, "another problem") if problem_id else ""
        return f"{remedy} for {problem}" if problem else remedy


def difference(session: Session, drawn: Sketch) -> Difference:
    """What the set would change at its place and below, from its moment on."""
    remedy_names = _remedy_names(session)
    names = _Names(session, drawn, remedy_names)
    books = Books(drawn.before, at=drawn.starts_at), Books(drawn.after, at=drawn.starts_at)
    places = _places(session, drawn.place.path)
    counted = _changes(session, drawn, books)
    path, ranks = drawn.place.path, [each.rank for each in drawn.grades]
    rows = [_affected(change, people, names) for change, people in sorted(counted.items())]
    empty = empty_cells(books[1].on(path), path=path, ranks=ranks, remedies=drawn.remedies)
    return Difference(
        gains=tuple(each for each in rows if each.gain > 0),
        losses=tuple(each for each in rows if each.gain < 0),
        others=tuple(each for each in rows if each.gain == 0),
        unanswerable=tuple(
            _unanswerable(session, drawn, books, places, names)
            if any(each.gain < 0 for each in rows)
            else ()
        ),
        inversions=tuple(_inversions(drawn, books, places, names)),
        shadowed=tuple(_shadowed(drawn, list(places), names)),
        empty=tuple(f"{remedy_names[remedy]}, {names.grades[rank]}" for rank, remedy in empty),
        cells=len(ranks) * len(drawn.remedies),
        drift=drift(session, drawn.place, at=drawn.starts_at),
    )


def _remedy_names(session: Session) -> dict[int, str]:
    return {each.id: each.name for each in remedies(session)}


def _places(session: Session, path: str) -> dict[str, str]:
    """The workplaces at the place and below, by path, with their names."""
    question = (
        select(Place.path, Place.name, Place.kind)
        .where(Place.deactivated_at.is_(None), access.below(Place.path, (path,)))
        .order_by(Place.path)
    )
    rows = session.execute(question)
    return {where: name for where, name, kind in rows if access.is_workplace(kind)}


def _changes(session: Session, drawn: Sketch, books: tuple[Books, Books]) -> Counter[ValueChange]:
    """Each change with the number of people whom it concerns; those of the place itself too."""
    counted: Counter[ValueChange] = Counter()
    found: dict[tuple[str, ...], list[ValueChange]] = {}
    ranks = sorted({drawn.rank(key[0]) for key in _keys(drawn)})
    homes = session.execute(_people(drawn.place.path))
    for path, rank, people in [*homes, (drawn.place.path, 0, 0)]:
        line = (*books[0].line(path), "", *books[1].line(path))
        if line not in found:
            found[line] = value_changes(
                books[0].on(path), books[1].on(path), path=path, ranks=ranks,
                remedies=drawn.remedies,
            )  # fmt: skip
        counted.update(dict.fromkeys(found[line], 0))
        counted.update({each: people for each in found[line] if each.grade_rank == rank})
    return counted


def _keys(drawn: Sketch) -> Iterable[tuple[int, int | None, int | None]]:
    return (*drawn.changed.ended, *(line.key for line in drawn.changed.lines))


def _people(path: str) -> Select[str, int, int]:
    return (
        select(Place.path, Grade.rank, func.count(Person.id))
        .join(Place, Place.id == Person.home_place_id)
        .join(Grade, Grade.id == Person.grade_id)
        .where(Person.deactivated_at.is_(None), access.below(Place.path, (path,)))
        .group_by(Place.path, Grade.rank)
        .order_by(Place.path, Grade.rank)
    )


def _affected(change: ValueChange, people: int, names: _Names) -> Affected:
    return Affected(
        grade=names.grades[change.grade_rank],
        remedy=names.remedies[change.remedy_id],
        problem=names.problems.get(change.problem_key, ANY_PROBLEM),
        old=change.old.words,
        new=change.new.words,
        gain=change.gain,
        people=people,
    )


def _unanswerable(
    session: Session,
    drawn: Sketch,
    books: tuple[Books, Books],
    places: dict[str, str],
    names: _Names,
) -> list[str]:
    """Problems that nobody on the ladder of an office may answer any more, office by office."""
    problems = asked_problems(session, drawn.place.path)
    said: dict[int, list[str]] = {}
    for path, ladder in ladder_ranks(session, list(places)).items():
        lost = unanswerable(
            books[0].on(path), books[1].on(path), path=path, ladder=ladder, problems=problems
        )
        for problem in lost:
            said.setdefault(problem, []).append(places[path])
    return [
        f"{names.problems.get(problem, 'a problem')}: nobody on the ladder of "
        f"{_listed(where)} may give anything for it any more."
        for problem, where in said.items()
    ]


def _listed(where: list[str]) -> str:
    few = ", ".join(where[:FEW])
    return few if len(where) <= FEW else f"{few} and {len(where) - FEW} more"


def _inversions(
    drawn: Sketch, books: tuple[Books, Books], places: dict[str, str], names: _Names
) -> list[str]:
    """Those that the set brings; those that were there before are not its doing."""
    ranks = [each.rank for each in drawn.grades]
    said = []
    for path in dict.fromkeys((drawn.place.path, *places)):
        old = _seen(books[0], path, ranks, drawn.remedies)
        new = _seen(books[1], path, ranks, drawn.remedies)
        said += [_inverted(each, names) for key, each in new.items() if key not in old]
    return list(dict.fromkeys(said))


def _seen(
    books: Books, path: str, ranks: list[int], remedies: list[int]
) -> dict[tuple[int, int, int, int | None], Inversion]:
    found = inversions(books.on(path), path=path, ranks=ranks, remedies=remedies)
    return {
        (each.lower.grade_rank, each.higher.grade_rank, each.remedy_id, each.problem_id): each
        for each in found
    }


def _inverted(found: Inversion, names: _Names) -> str:
    return (
        f"{names.row(found.remedy_id, found.problem_id)}: {names.grades[found.lower.grade_rank]} "
        f"{value_in_words(found.lower)}, {names.grades[found.higher.grade_rank]} only "
        f"{value_in_words(found.higher)}."
    )


def _shadowed(drawn: Sketch, workplaces: list[str], names: _Names) -> list[str]:
    """Rules of the place and below that can never win any more, or that the set brings and that
    never could. Rules above may still win elsewhere.
    """
    before, after = (
        shadowed(limits, workplaces=workplaces, remedies=drawn.remedies, at=drawn.starts_at)
        for limits in (drawn.before, drawn.after)
    )
    old = {limit.id for limit in before}
    return [
        f"{names.row(limit.remedy_id, limit.problem_id)}, {names.grades[limit.grade_rank]}: "
        f"{value_in_words(limit)} {_where(limit, drawn)}can never win."
        for limit in after
        if limit.id not in old and limit.place_path.startswith(drawn.place.path)
    ]


def _where(limit: Limit, drawn: Sketch) -> str:
    return "" if limit.place_path == drawn.place.path else "of a place below "
