"""The difference that a set would make: by people, by problem, and what would be odd in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db import access
from db.queries.exchange_rates import exchange_rates
from db.queries.limit_drift import drift
from db.queries.limit_ladders import asked_problems, ladder_ranks
from db.queries.limit_oddities import Names, names_of, told_inversions, told_shadowed
from db.queries.limit_sketches import Sketch
from db.rules.limit_books import Books
from db.rules.limit_differences import ValueChange, empty_cells, unanswerable, value_changes
from db.rules.limit_grids import ANY_PROBLEM
from db.rules.rate_routes import Exchange
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


def difference(session: Session, drawn: Sketch) -> Difference:
    """What the set would change at its place and below, from its moment on."""
    names = names_of(session, drawn)
    books = Books(drawn.before, at=drawn.starts_at), Books(drawn.after, at=drawn.starts_at)
    places = _places(session, drawn.place.path)
    found = _Changes(drawn)
    counted = _counted(session, found)
    path, ranks = drawn.place.path, [each.rank for each in drawn.grades]
    rows = [_affected(change, people, names) for change, people in sorted(counted.items())]
    empty = empty_cells(books[1].on(path), path=path, ranks=ranks, remedies=drawn.remedies)
    exchange = Exchange(exchange_rates(session), day=drawn.starts_at.date())
    return Difference(
        gains=tuple(each for each in rows if each.gain > 0),
        losses=tuple(each for each in rows if each.gain < 0),
        others=tuple(each for each in rows if each.gain == 0),
        unanswerable=tuple(_unanswerable(session, found, books, places, names)),
        inversions=tuple(
            told_inversions(
                drawn, books, [each for each in (path, *places) if found.at(each)], exchange, names
            )
        ),
        shadowed=tuple(told_shadowed(drawn, books, list(places), names)),
        empty=tuple(f"{names.remedies[remedy]}, {names.grades[rank]}" for rank, remedy in empty),
        cells=len(ranks) * len(drawn.remedies),
        drift=drift(session, drawn.place, at=drawn.starts_at),
    )


def _places(session: Session, path: str) -> dict[str, str]:
    """The workplaces at the place and below, by path, with their names."""
    question = (
        select(Place.path, Place.name, Place.kind)
        .where(Place.deactivated_at.is_(None), access.below(Place.path, (path,)))
        .order_by(Place.path)
    )
    rows = session.execute(question)
    return {where: name for where, name, kind in rows if access.is_workplace(kind)}


class _Changes:
    """What changes at a place, found once for all that lie below the same rules. Only rules of the
    grades whose cells change are laid out for it.
    """

    def __init__(self, drawn: Sketch) -> None:
        self.drawn = drawn
        ranks = set(drawn.changed_ranks)
        self._books = tuple(
            Books((each for each in limits if each.grade_rank in ranks), at=drawn.starts_at)
            for limits in (drawn.before, drawn.after)
        )
        self._found: dict[tuple[str, ...], list[ValueChange]] = {}

    def at(self, path: str) -> list[ValueChange]:
        """What changes at the place at `path`."""
        before, after = self._books
        line = (*before.line(path), "", *after.line(path))
        if line not in self._found:
            self._found[line] = value_changes(
                before.on(path), after.on(path), path=path,
                ranks=self.drawn.changed_ranks, remedies=self.drawn.changed_remedies,
            )  # fmt: skip
        return self._found[line]


def _counted(session: Session, found: _Changes) -> Counter[ValueChange]:
    """Each change with the number of people whom it concerns; those of the place itself too."""
    counted: Counter[ValueChange] = Counter()
    homes = session.execute(_people(found.drawn.place.path))
    for path, rank, people in [*homes, (found.drawn.place.path, 0, 0)]:
        counted.update(dict.fromkeys(found.at(path), 0))
        counted.update({each: people for each in found.at(path) if each.grade_rank == rank})
    return counted


def _people(path: str) -> Select[str, int, int]:
    return (
        select(Place.path, Grade.rank, func.count(Person.id))
        .join(Place, Place.id == Person.home_place_id)
        .join(Grade, Grade.id == Person.grade_id)
        .where(Person.deactivated_at.is_(None), access.below(Place.path, (path,)))
        .group_by(Place.path, Grade.rank)
        .order_by(Place.path, Grade.rank)
    )


def _affected(change: ValueChange, people: int, names: Names) -> Affected:
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
    found: _Changes,
    books: tuple[Books, Books],
    places: dict[str, str],
    names: Names,
) -> list[str]:
    """Problems that nobody on the ladder of an office may answer any more, office by office."""
    losing = [path for path in places if any(each.gain < 0 for each in found.at(path))]
    if not losing:
        return []
    problems = asked_problems(session, found.drawn.place.path)
    said: dict[int, list[str]] = {}
    for path, ladder in ladder_ranks(session, losing).items():
        before, after = (each.on(path) for each in books)
        lost = unanswerable(before, after, path=path, ladder=ladder, problems=problems)
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
