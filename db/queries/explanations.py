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
from db.rules.caps import Left, Windows, cap_in_words
from db.rules.money import Money, show_money
from db.rules.references import customer_hash
from db.rules.words import CapHolder
from db.settings import read_settings
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
class CapRow:
    """A cap that binds. `used` and `left` are empty where nobody said whose window it would be,
    and `ends_at` is when the window begins anew.
    """

    cap: str
    rule: str
    used: str = ""
    left: str = ""
    ends_at: datetime | None = None

    @property
    def words(self) -> str:
        """The cap, and what was counted within it."""
        if not self.left:
            return f"{self.cap} ({self.rule})"
        return f"{self.cap} ({self.rule}): {self.used}, {self.left}"


@dataclass(frozen=True, slots=True)
class Asking:
    """Whose windows are counted: a person's (None: nobody said), and a customer's by reference."""

    person_id: int | None = None
    customer_reference: str = ""


NOBODY = Asking()


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to a question of authority at a moment, and everything that it rests on. A cap
    is counted where it was said whose window it would be, and else named only.
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
    caps: tuple[CapRow, ...]


def explanation(
    session: Session,
    viewer: Viewer,
    *,
    place: PlaceRow,
    grade: GradeRow,
    remedy_id: int,
    problem_id: int | None,
    asked: Money | None,
    asking: Asking = NOBODY,
    at: datetime,
) -> Explanation:
    """What somebody of the grade may give at the place at a moment, and why."""
    access.require(viewer, Permission.LIMITS_SEE, place.path)
    question = Question(place.path, problem_id, remedy_id, at)
    found = authority.limits_ever(session, question)
    decision = decide(found, question, grade_rank=grade.rank)
    names = {each.path: each.name for each in line_of(session, place.path)}
    counted = _counted(session, question, place, asking)
    left = counted.left(
        rank=grade.rank, person_id=asking.person_id, currency=asked.currency if asked else None
    )
    spent = next(
        (each for each in left if _is_known(each, asking) and not each.covers(asked)), None
    )
    may = covers(decision.winner, asked) and spent is None
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
        answer=_answer(decision.winner, asked, spent),
        held=_held(decision.winner),
        winner=rule_row(decision.winner, names) if decision.winner else None,
        losers=tuple(rule_row(each.limit, names, each.why) for each in decision.losers),
        caps=tuple(_cap_row(each, asking) for each in left),
    )


def _counted(session: Session, question: Question, place: PlaceRow, asking: Asking) -> Windows:
    """The caps as they stood at the moment of the question: what was given later is left out."""
    customer = customer_hash(asking.customer_reference, read_settings().secret())
    return caps.windows(
        session, question, zone=place.zone, people={asking.person_id}, customer=customer,
        until=question.at,
    )  # fmt: skip


def _is_known(left: Left, asking: Asking) -> bool:
    """Whether it was said whose window it is."""
    if left.cap.holder is CapHolder.PERSON:
        return asking.person_id is not None
    return bool(asking.customer_reference.strip())


def _cap_row(left: Left, asking: Asking) -> CapRow:
    cap = left.cap
    words, rule = cap_in_words(cap), f"C-{cap.cap_number}, version {cap.version_number}"
    if not _is_known(left, asking):
        return CapRow(words, rule)
    times = f"{left.tally.times} given" if cap.amount is None else ""
    used = times or f"{show_money(left.tally.worth, cap.currency or '')} given"
    return CapRow(words, rule, used, left.words, left.window.ends_at)


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


def _answer(winner: Limit | None, asked: Money | None, spent: Left | None) -> str:
    """One sentence: yes or no, and by what; `spent` is a cap that leaves no room."""
    held = value_in_words(winner)
    if winner is None:
        return "No: no rule was found, and no rule gives no authority."
    if covers(winner, asked):
        return f"No: {held}, but {spent.words}." if spent else f"Yes: {held}."
    if asked is not None and winner.currency not in {None, asked.currency}:
        return f"No: {held}, and {asked} is in another currency."
    return f"No: {held}."
