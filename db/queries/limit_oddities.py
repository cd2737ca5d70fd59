"""What would be odd after a set is published: inversions that it brings, rules that cannot win."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy.orm import Session

from db.queries.catalogue import remedies
from db.queries.limit_grids import problem_names
from db.queries.limit_sketches import Sketch
from db.rules.authority import value_in_words
from db.rules.limit_books import Books, Row
from db.rules.limit_differences import shadowed
from db.rules.limit_grids import ANY_REMEDY
from db.rules.limit_inversions import Inversion, changed_rows, inversions
from db.rules.rate_routes import Exchange

NOTHING = "nothing"
Both: TypeAlias = "tuple[Books, Books]"
"""The rules before the set, and after it."""


@dataclass(frozen=True, slots=True)
class Names:
    """Grades by rank, remedies and problems by key, as the difference says them."""

    grades: Mapping[int, str]
    remedies: Mapping[int, str]
    problems: Mapping[int, str]

    def row(self, remedy_id: int | None, problem_id: int | None) -> str:
        """`Hotel`, or `Hotel for Bag delayed`."""
        remedy = self.remedies.get(remedy_id, ANY_REMEDY) if remedy_id else ANY_REMEDY
        problem = self.problems.get(problem_id, "another problem") if problem_id else ""
        return f"{remedy} for {problem}" if problem else remedy


def names_of(session: Session, drawn: Sketch) -> Names:
    """What the set may name."""
    return Names(
        {each.rank: each.name for each in drawn.grades},
        {each.id: each.name for each in remedies(session)},
        problem_names(session, drawn.place),
    )


def told_inversions(
    drawn: Sketch, books: Both, paths: Iterable[str], exchange: Exchange, names: Names
) -> list[str]:
    """Those that the set brings, and after them those that cannot be judged for want of a rate;
    what was there before is not its doing.
    """
    found = [
        each for path in dict.fromkeys(paths) for each in _brought(drawn, books, path, exchange)
    ]
    found.sort(key=lambda each: each.is_unknown)
    return list(dict.fromkeys(_inverted(each, names) for each in found))


def _brought(drawn: Sketch, books: Both, path: str, exchange: Exchange) -> Iterator[Inversion]:
    before, after = (each.on(path) for each in books)
    ranks = [each.rank for each in drawn.grades]
    rows = changed_rows(
        before, after, path=path, ranks=drawn.changed_ranks, remedies=drawn.changed_remedies,
        every_rank=ranks,
    )  # fmt: skip
    found = inversions(after, path=path, ranks=ranks, rows=rows, exchange=exchange)
    if not found:
        return
    odd_rows: set[Row] = {(each.remedy_id, each.problem_id) for each in found}
    former = inversions(before, path=path, ranks=ranks, rows=odd_rows, exchange=exchange)
    old = {each.key for each in former}
    yield from (each for each in found if each.key not in old)


def _inverted(found: Inversion, names: Names) -> str:
    lower, higher = found.words
    about = names.row(found.remedy_id, found.problem_id)
    one, other = names.grades[found.lower.grade_rank], names.grades[found.higher_rank]
    if found.is_unknown:
        return f"{about}: {one} {lower}, {other} {higher}: not comparable without a rate."
    if found.higher is None:
        return f"{about}: {one} {lower}, {other} has no rule."
    only = "" if higher == NOTHING else "only "
    at_rates = f" ({found.at_rates})" if found.at_rates else ""
    return f"{about}: {one} {lower}{at_rates}, {other} {only}{higher}."


def told_shadowed(drawn: Sketch, books: Both, workplaces: Sequence[str], names: Names) -> list[str]:
    """Rules of the place that can never win any more, or that the set brings and that never
    could. Nearer rules are not weaker than before, and rules above may still win elsewhere.
    """
    here = [
        limit
        for limit in drawn.after
        if limit.place_path == drawn.place.path and limit.grade_rank in drawn.changed_ranks
    ]
    after = shadowed(here, books=books[1], workplaces=workplaces, remedies=drawn.remedies)
    kept = {limit.id for limit in drawn.before}
    former = [limit for limit in after if limit.id in kept]
    old = shadowed(former, books=books[0], workplaces=workplaces, remedies=drawn.remedies)
    return [
        f"{names.row(limit.remedy_id, limit.problem_id)}, {names.grades[limit.grade_rank]}: "
        f"{value_in_words(limit)} can never win."
        for limit in after
        if limit not in old
    ]
