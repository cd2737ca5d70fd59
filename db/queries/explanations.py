"""Why an answer is what it is: the rule that won, those that lost, and the caps."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select

from db import access
from db.access import Permission
from db.queries import authority, caps
from db.queries.places import line_of
from db.rules.authority import Limit, Question, covers, decide, value_in_words
from db.rules.caps import cap_in_words, counts
from db.rules.money import Money
from db.tables.problems import Problem
from db.tables.remedies import Remedy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.catalogue import GradeRow
    from db.queries.places import PlaceRow


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One version of one rule; `why` says why it lost and is empty for the winner."""

    rule_number: int
    version_number: int
    value: str
    place_name: str
    problem: str
    remedy: str
    in_force_from: datetime
    in_force_until: datetime | None
    is_temporary: bool
    why: str = ""

    @property
    def words(self) -> str:
        """`R-12, version 2, up to KES 500, Kenya`, as a list shows it."""
        kind = ", temporary" if self.is_temporary else ""
        return (
            f"R-{self.rule_number}, version {self.version_number}{kind}: {self.value}, "
            f"{self.place_name}"
        )


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to a question of authority at a moment, and everything that it rests on. The
    caps are named, not counted: whose window it would be is no part of the question.
    """

    place: str
    grade: str
    remedy: str
    problem: str
    asked: str
    as_of: datetime
    may: bool
    answer: str
    held: Money | None
    winner: RuleRow | None
    losers: tuple[RuleRow, ...]
    caps: tuple[str, ...]


def explanation(
    session: Session,
    viewer: Viewer,
    *,
    place: PlaceRow,
    grade: GradeRow,
    remedy_id: int,
    problem_id: int | None,
    asked: Money | None,
    at: datetime,
) -> Explanation:
    """What somebody of the grade may give at the place at a moment, and why."""
    access.require(viewer, Permission.LIMITS_SEE, place.path)
    question = Question(place.path, problem_id, remedy_id, at)
    found = authority.limits_ever(session, question)
    decision = decide(found, question, grade_rank=grade.rank)
    names = {each.path: each.name for each in line_of(session, place.path)}
    currency = asked.currency if asked else None
    binding = [
        cap_in_words(cap)
        for cap in caps.caps_for(session, question)
        if cap.grade_rank in {None, grade.rank} and counts(cap, currency)
    ]
    may = covers(decision.winner, asked)
    remedy = session.get_one(Remedy, remedy_id)
    problem = session.get_one(Problem, problem_id) if problem_id else None
    return Explanation(
        place=place.name,
        grade=grade.name,
        remedy=remedy.name,
        problem=problem.title if problem else "",
        asked=str(asked or ""),
        as_of=at,
        may=may,
        answer=_answer(decision.winner, asked, may=may),
        held=_held(decision.winner),
        winner=rule_row(decision.winner, names) if decision.winner else None,
        losers=tuple(rule_row(each.limit, names, each.why) for each in decision.losers),
        caps=tuple(binding),
    )


def rule_row(limit: Limit, names: Mapping[str, str], why: str = "") -> RuleRow:
    """A rule for a list; `names` are those of the places by their paths."""
    return RuleRow(
        rule_number=limit.rule_number,
        version_number=limit.version_number,
        value=value_in_words(limit),
        place_name=names.get(limit.place_path, ""),
        problem="any problem" if limit.problem_id is None else "this problem",
        remedy="any remedy" if limit.remedy_id is None else "this remedy",
        in_force_from=limit.in_force_from,
        in_force_until=limit.in_force_until,
        is_temporary=limit.is_temporary,
        why=why,
    )


def as_record(found: Explanation) -> dict[str, object]:
    """The same as plain values, moments in ISO 8601."""
    return {name: _plain(value) for name, value in asdict(found).items()}


def remedy_named(session: Session, name: str) -> Remedy | None:
    """The remedy with this name or code, whatever its case."""
    wanted = name.strip().casefold()
    known = session.scalars(select(Remedy).order_by(Remedy.deactivated_at.is_not(None), Remedy.id))
    return next((each for each in known if wanted in {each.name.casefold(), each.code}), None)


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if hasattr(value, "isoformat") else value


def _held(winner: Limit | None) -> Money | None:
    if winner is None or winner.amount is None or winner.currency is None:
        return None
    return Money(winner.amount, winner.currency)


def _answer(winner: Limit | None, asked: Money | None, *, may: bool) -> str:
    """One sentence: yes or no, and by what."""
    held = value_in_words(winner)
    if winner is None:
        return "No: no rule was found, and no rule gives no authority."
    if may:
        return f"Yes: {held}."
    if asked is not None and winner.currency not in {None, asked.currency}:
        return f"No: {held}, and {asked} is in another currency."
    return f"No: {held}."
