"""Does readiness do any good? Whether cases of ready problems need a manager less often."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from db.rules.proportions import Difference, newcombe_difference

# A problem is called ready when at least half of its demand could be handled as agreed.
READY = 0.5
FEWEST_CASES = 10


@dataclass(frozen=True, slots=True)
class Validity:
    """Cases that needed a manager, out of all cases, for ready problems and for the others.

    `difference` is the share of the others less that of the ready ones, with its 95 % interval;
    None with fewer than 10 cases on either side. `sentence` says what can be said.
    """

    ready_escalated: int
    ready_cases: int
    other_escalated: int
    other_cases: int
    difference: Difference | None
    sentence: str


def validity_of(problems: Iterable[tuple[float, int, int]]) -> Validity:
    """What the cases of 90 days say; each problem as (ready 0 to 1, escalated, cases).

    The difference of two proportions with Newcombe's method 10. Cases of one problem share fate,
    so that the interval is rather too narrow: it can refuse to tell, it proves nothing.

    Raises:
        Refusal: more were escalated than there were cases, or a number is negative.
    """
    rows = list(problems)
    ready_escalated, ready_cases = _counted(row for row in rows if row[0] >= READY)
    other_escalated, other_cases = _counted(row for row in rows if row[0] < READY)
    enough = min(ready_cases, other_cases) >= FEWEST_CASES
    difference = (
        newcombe_difference(other_escalated, other_cases, ready_escalated, ready_cases)
        if enough
        else None
    )
    sentence = _sentence(difference, ready_cases, other_cases)
    return Validity(
        ready_escalated, ready_cases, other_escalated, other_cases, difference, sentence
    )


def _counted(rows: Iterable[tuple[float, int, int]]) -> tuple[int, int]:
    escalated = cases = 0
    for _, here, of in rows:
        escalated, cases = escalated + here, cases + of
    return escalated, cases


def _sentence(difference: Difference | None, ready_cases: int, other_cases: int) -> str:
    if difference is None:
        return (
            f"Too few cases to tell whether readiness helps: {ready_cases} of ready problems, "
            f"{other_cases} of others, and 10 of each are needed."
        )
    low, high = 100 * difference.lower, 100 * difference.upper
    if not difference.is_told_apart:
        return (
            "Ready problems and others cannot be told apart yet: the difference lies between "
            f"{_points(low)} and {_points(high)} of 100 cases."
        )
    word = "less" if difference.difference > 0 else "more"
    near, far = sorted((abs(low), abs(high)))
    return (
        f"Ready problems need a manager {word} often, by {_at_least(near)} to {far:.0f} of 100 "
        f"cases ({ready_cases} against {other_cases} cases)."
    )


def _points(number: float) -> str:
    return f"{number:+.0f}".replace("-", "\N{MINUS SIGN}")


def _at_least(number: float) -> str:
    """Rounded, but never to a nought that the interval leaves out."""
    return f"{number:.0f}" if number >= 1 else "less than 1"
