"""Readiness: the share of what customers actually bring that the office could now handle.

Every point of the score is demand times how far five gates stand open; every lost point names a
problem and the first gate that it is lost at. What is unknown counts as not ready.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from db.rules.refusals import Refusal
from db.rules.words import Gate, Rung

# So many contacts of the organisation's mix are mixed into an office's own, so that a quiet month
# does not hide what other offices meet every day.
BORROWED_CONTACTS = 20
# Two scores closer than this are level: they differ by rounding alone.
LEVEL = 1e-9

NOTHING_KNOWN = "No demand is known: nothing was escalated here or in the organisation yet."
NO_CASES_HERE = "No case here in the period: the shares are those of the organisation."


@dataclass(frozen=True, slots=True)
class DemandRow:
    """One problem: its cases, its share of demand (0 to 1), and its points of the 100.

    `points` and all `losses` together are 100 times `share`. `unknown` names the gates about
    which nothing was known; they count as shut.
    """

    problem: str
    n: int
    share: float
    ready: float
    points: float
    losses: Mapping[Gate, float]
    unknown: tuple[Gate, ...]


@dataclass(frozen=True, slots=True)
class CoveredDemand:
    """The score of one office, 0 to 100, with the rows that make it up in order of demand.

    The score is None, and there are no rows, when no demand is known anywhere. `note` is a
    sentence to show beside the score, or empty.
    """

    score: float | None
    rows: tuple[DemandRow, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class LostPoints:
    """So many of the 100 points are lost on one problem at one gate."""

    points: float
    problem: str
    gate: Gate


@dataclass(frozen=True, slots=True)
class WeightedScores:
    """One office's score when problems weigh by demand, by severity, or all the same."""

    by_demand: float
    by_severity: float
    equal: float


def covered_demand(
    counts: Mapping[str, int],
    mix: Mapping[str, float],
    gates: Mapping[str, Mapping[Gate, float | None]],
    k: float = BORROWED_CONTACTS,
) -> CoveredDemand:
    """The covered demand of one office.

    share_p = (n_p + k q_p) / (N + k); ready_p = product of r_pk; score = 100 sum share_p ready_p;
    loss_pk = 100 share_p (prod_{j<k} r_pj)(1 - r_pk).

    Args:
        counts: cases by problem over the period; the unanticipated are a problem of their own.
        mix: the organisation's demand by problem, in counts or shares; scaled to sum to 1.
        gates: how far each gate of each problem stands open, 0 to 1; None or absent is unknown.
        k: how many contacts of the organisation's mix are mixed in.

    Raises:
        Refusal: a count or a part of the mix is negative, or a gate lies outside 0 to 1.
    """
    _check_demand(counts, mix, k)
    shares = _demand_shares(counts, mix, k)
    if not shares:
        return CoveredDemand(None, (), NOTHING_KNOWN)
    rows = [
        _row(problem, counts.get(problem, 0), share, gates.get(problem, {}))
        for problem, share in shares.items()
    ]
    rows.sort(key=lambda row: (-row.share, row.problem))
    note = "" if sum(counts.values()) else NO_CASES_HERE
    return CoveredDemand(math.fsum(row.points for row in rows), tuple(rows), note)


def lost_points(demand: CoveredDemand) -> tuple[LostPoints, ...]:
    """Every loss above nothing, the largest first; then in order of problem and gate."""
    order = list(Gate)
    lost = [
        LostPoints(points, row.problem, gate)
        for row in demand.rows
        for gate, points in row.losses.items()
        if points > LEVEL
    ]
    return tuple(
        sorted(lost, key=lambda each: (-each.points, each.problem, order.index(each.gate)))
    )


def rung(
    *,
    imagined: bool,
    answered: bool,
    empowered: bool,
    rehearsed: bool,
    last_case_needed_no_escalation: bool | None,
) -> Rung:
    """The rung of one problem at one office: the highest with all rungs below it reached.

    `empowered`: a limit covers it for someone on shift. None says that there was no real case
    yet, which proves nothing.
    """
    reached = (imagined, answered, empowered, rehearsed, bool(last_case_needed_no_escalation))
    held = 0
    while held < len(reached) and reached[held]:
        held += 1
    return list(Rung)[held]


def weighted_scores(demand: CoveredDemand, severity: Mapping[str, float]) -> WeightedScores | None:
    """The score by demand, by severity and with equal weights, each 0 to 100.

    `severity` is likelihood times impact by problem; a problem without one weighs as the mean of
    the others. None when no demand is known.

    Raises:
        Refusal: a severity is negative.
    """
    if demand.score is None:
        return None
    if any(not weight >= 0 for weight in severity.values()):
        raise Refusal("A severity is likelihood times impact, never negative; correct it.")
    known = [severity[row.problem] for row in demand.rows if row.problem in severity]
    usual = math.fsum(known) / len(known) if known else 1.0
    weights = [severity.get(row.problem, usual) for row in demand.rows]
    total = math.fsum(weights)
    weighed = zip(weights, demand.rows, strict=True)
    return WeightedScores(
        by_demand=demand.score,
        by_severity=100 * math.fsum(w * row.ready for w, row in weighed) / total if total else 0.0,
        equal=100 * math.fsum(row.ready for row in demand.rows) / len(demand.rows),
    )


def demand_weightings_agree(offices: Sequence[WeightedScores]) -> bool:
    """Whether no two offices change places with the weighting; else no order may be shown.

    Two offices that are level under one weighting contradict no order of another.
    """
    return all(
        len({sign for sign in _signs(one, other) if sign}) < 2  # noqa: PLR2004 - two directions.
        for one, other in combinations(offices, 2)
    )


def _check_demand(counts: Mapping[str, int], mix: Mapping[str, float], k: float) -> None:
    wrong = [problem for problem, n in counts.items() if n < 0]
    wrong += [problem for problem, q in mix.items() if not (q >= 0 and math.isfinite(q))]
    if wrong:
        raise Refusal(f"The demand for {wrong[0]} is negative or no number; correct it.")
    if not k >= 0:
        raise Refusal("Borrow no contacts or more from the organisation, never fewer.")


def _demand_shares(
    counts: Mapping[str, int], mix: Mapping[str, float], k: float
) -> dict[str, float]:
    """Shares that sum to 1, by problem; empty when there is no demand at all."""
    whole = math.fsum(mix.values())
    borrowed = k if whole > 0 else 0.0
    total = sum(counts.values()) + borrowed
    if total == 0:
        return {}
    problems = dict.fromkeys([*counts, *mix])
    # Shares first: dividing by a sum that is barely above zero would overflow.
    part = {problem: q / whole for problem, q in mix.items()} if whole > 0 else {}
    # The same as (n_p + k q_p) / (N + k), in an order that no tiny k can spoil.
    weight = borrowed / total
    return {
        problem: counts.get(problem, 0) / total + weight * part.get(problem, 0.0)
        for problem in problems
    }


def _row(problem: str, n: int, share: float, gates: Mapping[Gate, float | None]) -> DemandRow:
    losses, passed = {}, 1.0
    for gate in Gate:
        value = gates.get(gate) or 0.0
        if not 0 <= value <= 1:
            raise Refusal(f"{problem}: the gate “{gate.label}” stands at {value}, not at 0 to 1.")
        losses[gate] = 100 * share * passed * (1 - value)
        passed *= value
    unknown = tuple(gate for gate in Gate if gates.get(gate) is None)
    return DemandRow(problem, n, share, passed, 100 * share * passed, losses, unknown)


def _signs(one: WeightedScores, other: WeightedScores) -> tuple[int, ...]:
    gaps = (
        one.by_demand - other.by_demand,
        one.by_severity - other.by_severity,
        one.equal - other.equal,
    )
    return tuple(0 if abs(gap) <= LEVEL else 1 if gap > 0 else -1 for gap in gaps)
