"""The same decision as `authority.decide`, found by looking it up.

Rules are filed by place and grade. When a place is first asked about, the rules that stand on its
path are laid out by problem and remedy, and each cell by the moments at which its answer changes.
A question then costs a few look-ups, however many rules there are, and its answer has the
winner and every loser on the path.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeAlias

from db.rules.authority import (
    Decision,
    Limit,
    Loser,
    Question,
    precedence,
    why_not,
    why_not_then,
    why_weaker,
)

Matter: TypeAlias = tuple[int | None, int | None]
"""Problem and remedy; None is any."""
Where: TypeAlias = tuple[str, int]
"""Path of a place, and rank of a grade."""
Timeline: TypeAlias = tuple[tuple[datetime, ...], tuple[Decision, ...]]
"""The moments at which an answer changes, and the answer before the first and from each on."""
Line: TypeAlias = dict[Matter, Timeline]


class AuthorityIndex:
    """A set of rules, filed once and asked often. It does not change: make another for others."""

    def __init__(self, limits: Iterable[Limit]) -> None:
        """File the rules, the strongest first."""
        self._limits = sorted(limits, key=precedence, reverse=True)
        self._order = {limit.id: number for number, limit in enumerate(self._limits)}
        self._losers: dict[tuple[int, str], Loser] = {}
        self._filed: dict[Where, list[Limit]] = defaultdict(list)
        for limit in self._limits:
            self._filed[limit.place_path, limit.grade_rank].append(limit)
        self._lines: dict[Where, Line] = {}

    def decide(self, question: Question, *, grade_rank: int) -> Decision:
        """The rule that decides for the grade, and every other rule of the grade that stands at
        the place or above it for this problem and remedy, of any time, with its reason.
        """
        where = question.place_path, grade_rank
        line = self._lines.get(where) or self._line(where)
        problem, remedy = question.problem_id, question.remedy_id
        moments, answers = (
            line.get((problem, remedy))
            or line.get((problem, None))
            or line.get((None, remedy))
            or line[None, None]
        )
        return answers[bisect_right(moments, question.at)]

    def elsewhere(self, question: Question, *, grade_rank: int) -> Iterator[Loser]:
        """The other rules of the grade, which no answer can come from, found when asked for: of
        other places, problems and remedies. Together with the losers of `decide` these are all.
        """
        for limit in self._limits:
            if limit.grade_rank == grade_rank and not _could_answer(limit, question):
                why = why_not(limit, question)
                if why is not None:
                    yield Loser(limit, why)

    def prepare(self, paths: Iterable[str], ranks: Sequence[int]) -> None:
        """Lay out these places now, so that nobody waits for it at the first question."""
        for path in paths:
            for rank in ranks:
                self._line((path, rank))

    def _line(self, where: Where) -> Line:
        """The rules on the path of a place, laid out by problem and remedy. A problem has a cell
        for a remedy only where a rule of its own could answer, else the one of any problem does.
        """
        path, rank = where
        found = [each for above in _above(path) for each in self._filed.get((above, rank), ())]
        remedies = {each.remedy_id for each in found} | {None}
        general = [each for each in found if each.problem_id is None]
        by_remedy = {remedy: _of(general, remedy) for remedy in remedies}
        line: Line = {(None, remedy): self._timeline(by_remedy[remedy]) for remedy in remedies}
        specific: dict[int, list[Limit]] = defaultdict(list)
        for each in found:
            if each.problem_id is not None:
                specific[each.problem_id].append(each)
        for problem, own in specific.items():
            named = {each.remedy_id for each in own}
            for remedy in remedies if None in named else named:
                together = [*_of(own, remedy), *by_remedy[remedy]]
                together.sort(key=lambda each: self._order[each.id])
                line[problem, remedy] = self._timeline(together)
        self._lines[where] = line
        return line

    def _timeline(self, limits: Sequence[Limit]) -> Timeline:
        changes = {moment for each in limits for moment in _changes(each)}
        moments = tuple(sorted(changes))
        before = tuple(self._loser(each, "is not yet in force") for each in limits)
        return moments, (Decision(None, before), *(self._at(limits, each) for each in moments))

    def _at(self, limits: Sequence[Limit], at: datetime) -> Decision:
        winner: Limit | None = None
        losers: list[Loser] = []
        for limit in limits:
            why = why_not_then(limit, at)
            if why is None and winner is None:
                winner = limit
            elif winner is not None:
                losers.append(self._loser(limit, why or why_weaker(limit, winner)))
            elif why is not None:
                losers.append(self._loser(limit, why))
        return Decision(winner, tuple(losers))

    def _loser(self, limit: Limit, why: str) -> Loser:
        """One record for each rule and reason, however many answers name it."""
        known = self._losers.get((limit.id, why))
        if known is None:
            known = self._losers[limit.id, why] = Loser(limit, why)
        return known


def _above(path: str) -> Iterator[str]:
    """The place itself and those above it, the nearest first."""
    keys = path.strip("/").split("/")
    return ("/" + "/".join(keys[:depth]) + "/" for depth in range(len(keys), 0, -1))


def _of(limits: Iterable[Limit], remedy: int | None) -> list[Limit]:
    return [each for each in limits if each.remedy_id is None or each.remedy_id == remedy]


def _changes(limit: Limit) -> Iterator[datetime]:
    """The moments at which a rule begins or stops to hold."""
    yield limit.in_force_from
    if limit.in_force_until is not None:
        yield limit.in_force_until
    if limit.unlimited_until is not None:
        yield limit.unlimited_until


def _could_answer(limit: Limit, question: Question) -> bool:
    return (
        question.place_path.startswith(limit.place_path)
        and limit.problem_id in {None, question.problem_id}
        and limit.remedy_id in {None, question.remedy_id}
    )
