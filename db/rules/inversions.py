"""A lower grade never gets more than a higher one: looked for in answers, not in rules.

Rules of one place and key can be in order and still answer the wrong way round: the higher grade
may have a nearer or a more specific rule than the lower one, and a temporary rule ends. So the
answers are compared, at every place, for every matter, at every moment at which one changes.
Grades without a rule, and values in different currencies, are not compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.rules.authority import Limit, Question
from db.rules.authority_index import AuthorityIndex
from db.rules.limit_sets import worth

OTHERWISE = 0
"""A remedy or problem that no rule names: what the rules for any answer."""


@dataclass(frozen=True, slots=True)
class Inversion:
    """A question that two grades are answered the wrong way round."""

    question: Question
    lower: Limit
    higher: Limit


@dataclass(frozen=True, slots=True)
class Span:
    """What changes: at a place and below, for these problems and remedies (None: any), from a
    moment and up to another (None: for good).
    """

    path: str
    matters: frozenset[tuple[int | None, int | None]]
    starts_at: datetime
    ends_at: datetime | None = None


def inversion(
    limits: Sequence[Limit], span: Span, *, changed: frozenset[int] | None = None
) -> Inversion | None:
    """The first inversion that anybody at or below the place would meet; None when there is none.
    `limits` are the rules above the place, at it and below it; `changed` narrows the search to
    inversions in which one of these rules takes part.
    """
    meant = [each for each in limits if _concerns(each, span)]
    index = AuthorityIndex(meant)
    ranks = sorted({each.grade_rank for each in meant})
    moved = sorted({each.grade_rank for each in meant if changed is None or each.id in changed})
    for question in _questions(meant, span, changed):
        if changed is not None and not _takes_part(index, question, moved, changed):
            continue
        held = [index.decide(question, grade_rank=rank).winner for rank in ranks]
        found = _upside_down([each for each in held if each is not None], changed)
        if found is not None:
            return Inversion(question, *found)
    return None


def _concerns(limit: Limit, span: Span) -> bool:
    """Whether the rule could answer a question about what changes."""
    return any(
        None in {problem, limit.problem_id} or problem == limit.problem_id
        for problem, remedy in span.matters
        if None in {remedy, limit.remedy_id} or remedy == limit.remedy_id
    )


def _takes_part(
    index: AuthorityIndex, question: Question, ranks: Iterable[int], changed: frozenset[int]
) -> bool:
    """Whether one of the changed rules decides; a look before all grades are asked."""
    winners = (index.decide(question, grade_rank=rank).winner for rank in ranks)
    return any(each is not None and each.id in changed for each in winners)


def _upside_down(
    held: Sequence[Limit], changed: frozenset[int] | None
) -> tuple[Limit, Limit] | None:
    for number, lower in enumerate(held):
        for higher in held[number + 1 :]:
            currencies = {each.currency for each in (lower, higher)} - {None}
            more = worth(lower.kind, lower.amount) > worth(higher.kind, higher.amount)
            meant = changed is None or not changed.isdisjoint({lower.id, higher.id})
            if more and meant and len(currencies) <= 1:
                return lower, higher
    return None


def _questions(
    limits: Sequence[Limit], span: Span, changed: frozenset[int] | None
) -> Iterator[Question]:
    """Every place, matter and moment at which the change can show."""
    by_place: dict[str, list[Limit]] = {}
    for each in limits:
        by_place.setdefault(each.place_path, []).append(each)
    below = {path for path in by_place if path.startswith(span.path)}
    for path in sorted(below | {span.path}):
        above = (found for where, found in by_place.items() if path.startswith(where))
        on_path = [each for found in above for each in found]
        problems = {each.problem_id for each in on_path} | {None, OTHERWISE}
        remedies = {each.remedy_id for each in on_path} - {None} | {OTHERWISE}
        moments = _moments(on_path, span)
        hidden: frozenset[int | None] = frozenset()
        if changed is not None:
            hidden = _hidden(on_path, span, remedies, changed)
        for problem, remedy in sorted(_matters(span, problems, remedies - hidden), key=str):
            if remedy in hidden:
                continue
            for at in moments:
                yield Question(path, problem, remedy, at)


def _hidden(
    on_path: Sequence[Limit],
    span: Span,
    remedies: Iterable[int | None],
    changed: frozenset[int],
) -> frozenset[int | None]:
    """The remedies about which no changed rule can decide there: for each of their grades a rule
    that is nearer, for any problem, holds all the while.
    """
    moved = [each for each in on_path if each.id in changed]
    if not moved:
        return frozenset(remedies)
    nearest = max(each.place_path.count("/") for each in moved)
    lasting = {
        (each.grade_rank, each.remedy_id)
        for each in on_path
        if each.problem_id is None
        and each.place_path.count("/") > nearest
        and each.in_force_from <= span.starts_at
        and each.in_force_until is None
        and each.unlimited_until is None
        and each.id not in changed
    }
    ranks = {each.grade_rank for each in moved}
    return frozenset(
        remedy
        for remedy in remedies
        if all(lasting & {(rank, remedy), (rank, None)} for rank in ranks)
    )


def _matters(
    span: Span, problems: Iterable[int | None], remedies: Iterable[int | None]
) -> set[tuple[int | None, int]]:
    return {
        (problem, remedy or OTHERWISE)
        for about, of in span.matters
        for problem in (problems if about is None else (about,))
        for remedy in (remedies if of is None else (of,))
    }


def _moments(limits: Iterable[Limit], span: Span) -> list[datetime]:
    """The start of the change, and each later moment at which an answer may change."""
    changes = {span.starts_at, span.ends_at}
    for each in limits:
        changes |= {each.in_force_from, each.in_force_until, each.unlimited_until}
    return sorted(
        at
        for at in changes
        if at is not None and at >= span.starts_at and (span.ends_at is None or at <= span.ends_at)
    )
