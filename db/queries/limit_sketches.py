"""A set that is not yet in force, laid beside the rules that hold: what would be, and what is
wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.access import Viewer
from db.queries.catalogue import GradeRow, grades
from db.queries.limit_grids import known_at
from db.queries.limit_rules import rules_around
from db.queries.places import PlaceRow
from db.rules import limit_sets as rules
from db.rules.authority import Limit, value_in_words
from db.rules.limit_books import Book, lines_above
from db.rules.limit_grid_changes import CellFlaw, Changed, changed_by
from db.rules.limit_grids import Grid, Known
from db.rules.limit_sets import LimitLine, RuleKey
from db.rules.refusals import Refusal
from db.tables.limits import LimitSet


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a set would do from a moment on: the rules before, and as they would be after."""

    place: PlaceRow
    starts_at: datetime
    known: Known
    grades: tuple[GradeRow, ...]
    changed: Changed
    before: tuple[Limit, ...]
    after: tuple[Limit, ...]

    def rank(self, grade_id: int) -> int:
        """The rank of a grade."""
        return next(each.rank for each in self.grades if each.id == grade_id)

    @property
    def changed_ranks(self) -> list[int]:
        """The ranks of the grades whose cells change."""
        return sorted({self.rank(key[0]) for key in self._keys})

    @property
    def changed_remedies(self) -> list[int]:
        """The remedies whose cells change; all that are in use where one for any remedy does."""
        named = {key[1] for key in self._keys}
        return [each for each in self.remedies if {None, each} & named]

    @property
    def _keys(self) -> tuple[RuleKey, ...]:
        return (*self.changed.ended, *(line.key for line in self.changed.lines))

    @property
    def remedies(self) -> list[int]:
        """The remedies in use."""
        return list(self.known.remedies.values())


def start_of(starts_on: date | None, place: PlaceRow, *, at: datetime) -> datetime:
    """From when a set holds: the midnight of its day at the place, or now if that has passed."""
    if starts_on is None:
        return at
    midnight = datetime.combine(starts_on, time(), ZoneInfo(place.zone)).astimezone(UTC)
    return max(at, midnight)


def sketch(
    session: Session, place: PlaceRow, *, grid: Grid, base: Grid, starts_at: datetime
) -> Sketch:
    """The set that a grid makes of the base it began with."""
    known = known_at(session, place)
    changed = changed_by(grid, base, known)
    rungs = tuple(grades(session))
    before = tuple(rules_around(session, place.path, at=starts_at))
    ranks = {each.id: each.rank for each in rungs}
    keys = {(ranks[key[0]], *key[1:]) for key in (*changed.ended, *(x.key for x in changed.lines))}
    stays = [
        limit
        for limit in before
        if limit.is_temporary or limit.place_path != place.path or _key(limit) not in keys
    ]
    coming = (
        _coming(line, place, ranks[line.grade_id], starts_at, -number)
        for number, line in enumerate(changed.lines, start=1)
    )
    return Sketch(place, starts_at, known, rungs, changed, before, (*stays, *coming))


def _key(limit: Limit) -> tuple[int, int | None, int | None]:
    return limit.grade_rank, limit.remedy_id, limit.problem_id


def _coming(line: LimitLine, place: PlaceRow, rank: int, at: datetime, number: int) -> Limit:
    """The line as the rule that it would be; its key and number do not exist yet."""
    return Limit(
        id=number, rule_number=0, version_number=0, place_path=place.path, grade_rank=rank,
        problem_id=line.problem_id, remedy_id=line.remedy_id, kind=line.kind, amount=line.amount,
        currency=line.currency, unlimited_until=line.unlimited_until, in_force_from=at,
        in_force_until=None,
    )  # fmt: skip


def flaws(session: Session, viewer: Viewer, drawn: Sketch) -> list[CellFlaw]:
    """Everything that keeps the viewer from publishing the set, one sentence for each cell."""
    found = [*drawn.changed.flaws]
    if not drawn.changed.lines and not drawn.changed.ended and not found:
        found.append(CellFlaw("Every cell says what already holds. Change a value first."))
    found += _wrong_values(drawn)
    found += _overlaps(drawn)
    found += _inverted(drawn)
    if not viewer.is_system and session.scalar(select(LimitSet.id).limit(1)) is not None:
        found += _not_held(viewer, drawn)
    return found


def _refused(check: Callable[[], None], *, is_about_holding: bool = False) -> Iterator[CellFlaw]:
    try:
        check()
    except Refusal as refusal:
        yield CellFlaw(str(refusal), is_about_holding)


def _wrong_values(drawn: Sketch) -> Iterator[CellFlaw]:
    for line in drawn.changed.lines:
        currency = drawn.known.currency_of(line.remedy_id)
        name = drawn.changed.names[line.key]
        yield from _refused(
            lambda line=line, name=name, currency=currency: rules.check_value(  # type: ignore[misc]  # a value of this turn of the loop
                line, name=name, currency=currency, from_moment=drawn.starts_at
            )
        )


def _overlaps(drawn: Sketch) -> Iterator[CellFlaw]:
    """Cells whose next version was published already, and would hold at the same time."""
    by_key = {
        (drawn.rank(key[0]), *key[1:]): key
        for key in (*drawn.changed.ended, *(line.key for line in drawn.changed.lines))
    }
    for limit in drawn.before:
        key = by_key.get(_key(limit))
        is_later = limit.in_force_from >= drawn.starts_at and not limit.is_temporary
        if key is not None and limit.place_path == drawn.place.path and is_later:
            day = limit.in_force_from.astimezone(drawn.known.zone)
            yield CellFlaw(
                f"{drawn.changed.names[key]}: {value_in_words(limit)} was published from "
                f"{day:%-d %b %Y} on, and the two would overlap. Choose a later day."
            )


def _inverted(drawn: Sketch) -> Iterator[CellFlaw]:
    keys = {line.key[1:] for line in drawn.changed.lines}
    names = {each.rank: each.name for each in drawn.grades}
    for remedy, problem in sorted(keys, key=lambda key: (key[0] or 0, key[1] or 0)):
        limits = [
            limit
            for limit in drawn.after
            if limit.place_path == drawn.place.path
            and not limit.is_temporary
            and (limit.remedy_id, limit.problem_id) == (remedy, problem)
        ]
        found = rules.inversion(limits)
        if found is not None:
            lower, higher = found
            yield CellFlaw(
                f"{_named(drawn, (remedy, problem), lower)}: {value_in_words(lower)}, and "
                f"{names[higher.grade_rank]} has {value_in_words(higher)}. "
                "A lower grade never exceeds a higher one."
            )


def _named(drawn: Sketch, row: tuple[int | None, int | None], limit: Limit) -> str:
    grade = next(each for each in drawn.grades if each.rank == limit.grade_rank)
    return drawn.changed.names.get((grade.id, *row), grade.name)


def _not_held(viewer: Viewer, drawn: Sketch) -> Iterator[CellFlaw]:
    """Cells that give more than the viewer holds; zero is no remedy's key, as in publishing."""
    held = _on_path(drawn, drawn.before)
    for line in (*drawn.changed.lines, *_from_above(drawn)):
        own = held.winner(drawn.place.path, viewer.grade_rank, line.remedy_id or 0, line.problem_id)
        name = drawn.changed.names.get(line.key) or _ended_name(drawn, line)
        yield from _refused(
            lambda line=line, own=own, name=name: rules.check_held(line, own, name=name),  # type: ignore[misc]  # a value of this turn of the loop
            is_about_holding=True,
        )


def _from_above(drawn: Sketch) -> Iterable[LimitLine]:
    """What will hold where rules end."""
    ended: list[tuple[RuleKey, int]] = [(key, drawn.rank(key[0])) for key in drawn.changed.ended]
    left = _on_path(drawn, drawn.after)
    return lines_above(ended, left, path=drawn.place.path, remedies=drawn.remedies)


def _on_path(drawn: Sketch, limits: Iterable[Limit]) -> Book:
    """The rules of the place and those above it, which alone decide there."""
    above = (each for each in limits if drawn.place.path.startswith(each.place_path))
    return Book(above, at=drawn.starts_at)


def _ended_name(drawn: Sketch, line: LimitLine) -> str:
    grade = next(each.name for each in drawn.grades if each.id == line.grade_id)
    remedy = next(
        (name for name, key in drawn.known.remedies.items() if key == line.remedy_id), "any remedy"
    )
    return f"{remedy.capitalize()}, {grade}"
