"""The rows of readiness: what the rule says of each problem of one office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from db.queries.gates import ProblemFacts, Record, facts_at
from db.queries.owners import Owners
from db.rules.gates import UNANTICIPATED, Fix, gate_values, what_is_missing
from db.rules.readiness import (
    CoveredDemand,
    DemandRow,
    WeightedScores,
    covered_demand,
    lost_points,
    rung,
    weighted_scores,
)
from db.rules.validity import Validity, validity_of
from db.rules.words import Gate, Rung

if TYPE_CHECKING:
    from db.queries.places import PlaceRow

NO_DEMAND = "No demand is known yet, so every problem weighs the same."


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One problem at one office: its cases of 90 days, its share (0 to 1) and points of the 100,
    how far each gate stands open, and its rung. `problem_id` None is all that was on no list.
    """

    problem_id: int | None
    title: str
    cause: str
    cases: int
    share: float
    points: float
    gates: Mapping[Gate, float]
    rung: Rung | None


@dataclass(frozen=True, slots=True)
class LostRow:
    """So many of the 100 points lost on one problem at one gate: why, what puts it right, and
    who owns it (empty: nobody does).
    """

    points: float
    problem_id: int | None
    title: str
    gate: Gate
    sentence: str
    fix: Fix
    owner: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """One office, assessed: what the rule says and the facts behind it, by the rule's keys."""

    demand: CoveredDemand
    facts: Mapping[str, ProblemFacts]

    @property
    def score(self) -> float:
        """Covered demand, 0 to 100; there is always some demand once an office is assessed."""
        return self.demand.score or 0.0

    @property
    def escalations(self) -> int:
        """Asks of the last 90 days."""
        return sum(each.brought.escalations for each in self.facts.values())

    @property
    def at_counter(self) -> int:
        """Cases of the last 90 days that needed no manager."""
        return sum(each.brought.at_counter for each in self.facts.values())

    @property
    def rows(self) -> tuple[ProblemRow, ...]:
        """The problems in order of demand."""
        return tuple(_row(self.facts[row.problem], row) for row in self.demand.rows)

    @property
    def weighted(self) -> WeightedScores | None:
        """The score by demand, by severity and with equal weights."""
        named = {key: each.problem for key, each in self.facts.items() if each.problem}
        return weighted_scores(
            self.demand, {key: float(problem.severity) for key, problem in named.items()}
        )

    @property
    def validity(self) -> Validity:
        """Whether ready problems need a manager less often."""
        return validity_of(
            (row.ready, self.facts[row.problem].brought.escalations, row.n)
            for row in self.demand.rows
        )

    def lost(self, owners: Owners) -> tuple[LostRow, ...]:
        """Every lost point, the largest first."""
        return tuple(
            _lost(each.points, each.gate, self.facts[each.problem], owners)
            for each in lost_points(self.demand)
        )


def assess(record: Record, office: PlaceRow) -> Assessment:
    """Assess one of the offices that the record was read for.

    Where nobody brought anything anywhere yet, every problem weighs the same; a note says so.
    """
    facts = {_key(each): each for each in facts_at(record, office)}
    counts = {key: each.brought.cases for key, each in facts.items()}
    gates = {key: gate_values(each.gates) for key, each in facts.items()}
    mix = _mix(record, facts)
    if any(counts.values()) or any(mix.values()):
        return Assessment(covered_demand(counts, mix, gates), facts)
    equal = covered_demand(counts, dict.fromkeys(facts, 1.0), gates)
    return Assessment(replace(equal, note=NO_DEMAND), facts)


def _mix(record: Record, facts: Mapping[str, ProblemFacts]) -> dict[str, float]:
    """The organisation's cases of what is on this office's list, and of what was on none.

    Problems that only other countries know are no part of what may come here.
    """
    keys = {each.problem.id if each.problem else None: key for key, each in facts.items()}
    mix = dict.fromkeys(facts, 0.0)
    for problem_id, cases in record.mix.items():
        if problem_id in keys:
            mix[keys[problem_id]] += cases
    return mix


def _key(facts: ProblemFacts) -> str:
    """The name by which the rule knows a problem: by title, so that ties come in that order."""
    return f"{facts.problem.title} #{facts.problem.id}" if facts.problem else UNANTICIPATED


def _row(facts: ProblemFacts, row: DemandRow) -> ProblemRow:
    problem = facts.problem
    return ProblemRow(
        problem_id=problem.id if problem else None,
        title=problem.title if problem else UNANTICIPATED,
        cause=problem.cause if problem else "",
        cases=row.n,
        share=row.share,
        points=row.points,
        gates=gate_values(facts.gates),
        rung=_rung(facts) if problem else None,
    )


def _rung(facts: ProblemFacts) -> Rung:
    gates = facts.gates
    had_a_case = facts.brought.escalated_at or facts.brought.at_counter_at
    return rung(
        imagined=facts.is_imagined or gates.version is not None or gates.is_in_the_making,
        answered=gates.is_answered,
        empowered=gates.is_empowered,
        rehearsed=gates.is_tried,
        last_case_needed_no_escalation=facts.brought.is_proven if had_a_case else None,
    )


def _lost(points: float, gate: Gate, facts: ProblemFacts, owners: Owners) -> LostRow:
    problem_id = facts.problem.id if facts.problem else None
    title = facts.problem.title if facts.problem else UNANTICIPATED
    sentence, fix = what_is_missing(gate, facts.gates)
    return LostRow(points, problem_id, title, gate, sentence, fix, owners.of(problem_id))
