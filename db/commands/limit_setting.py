"""Where a set of limits shall hold, and what its lines may name there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import access
from db.rules import limit_sets as rules
from db.rules.authority import Limit, value_in_words
from db.rules.limit_sets import LimitLine, RuleKey
from db.rules.money import PIECES
from db.rules.refusals import Refusal
from db.rules.words import CountedIn
from db.tables.limits import AuthorityLimit
from db.tables.people import Grade
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import Remedy


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and from when a set shall hold, and what its lines may name."""

    place: Place
    in_force_from: datetime
    grades: dict[int, Grade]
    remedies: dict[int, Remedy]
    problems: dict[int, Problem]

    def name(self, key: RuleKey) -> str:
        """`agent, Refund, Bag delayed`."""
        grade, remedy, problem = key
        said = [self.grades[grade].name, self.remedies[remedy].name if remedy else "any remedy"]
        return ", ".join(said + ([self.problems[problem].title] if problem else []))

    def currency(self, line: LimitLine) -> str:
        """What the line is counted in: the currency of the place, or pieces."""
        in_pieces = (
            line.remedy_id is not None
            and self.remedies[line.remedy_id].counted_in is CountedIn.PIECES
        )
        return PIECES if in_pieces else self.place.currency

    def said(self, lines: Sequence[LimitLine]) -> list[str]:
        """Each line as one sentence for the audit trail."""
        return [f"{self.name(line.key)}: {value_in_words(self.coming(line))}" for line in lines]

    def inverted(self, lower: Limit, higher: Limit) -> str:
        """That a lower grade would have more than a higher one."""
        grades = {grade.rank: grade.name for grade in self.grades.values()}
        return (
            f"{grades[lower.grade_rank]} would have {value_in_words(lower)} and "
            f"{grades[higher.grade_rank]} only {value_in_words(higher)}. "
            "A lower grade never exceeds a higher one."
        )

    def coming(self, line: LimitLine) -> Limit:
        """The line as the rule that it would be; its keys do not exist yet."""
        return Limit(
            id=0,
            rule_number=0,
            version_number=0,
            place_path=self.place.path,
            grade_rank=self.grades[line.grade_id].rank,
            problem_id=line.problem_id,
            remedy_id=line.remedy_id,
            kind=line.kind,
            amount=line.amount,
            currency=line.currency,
            unlimited_until=line.unlimited_until,
            in_force_from=self.in_force_from,
            in_force_until=None,
        )


def as_rule(row: AuthorityLimit, *, path: str, rank: int) -> Limit:
    """A stored limit as the rules read it; `path` is that of its place."""
    return Limit(
        id=row.id,
        rule_number=row.rule_number,
        version_number=row.version_number,
        place_path=path,
        grade_rank=rank,
        problem_id=row.problem_id,
        remedy_id=row.remedy_id,
        kind=row.kind,
        amount=row.amount,
        currency=row.currency,
        unlimited_until=row.unlimited_until,
        in_force_from=row.in_force_from,
        in_force_until=row.in_force_until,
        is_temporary=row.is_temporary,
    )


def setting_of(session: Session, place: Place, in_force_from: datetime) -> Setting:
    """Every grade, and the remedies and problems that are in use here, above or below."""
    around = or_(
        Place.path.in_(access.ancestors(place.path)), access.below(Place.path, (place.path,))
    )
    problems = (
        select(Problem)
        .join(Place, Place.id == Problem.place_id)
        .where(Problem.deactivated_at.is_(None), around)
    )
    remedies = select(Remedy).where(Remedy.deactivated_at.is_(None))
    return Setting(
        place,
        in_force_from,
        {grade.id: grade for grade in session.scalars(select(Grade))},
        {remedy.id: remedy for remedy in session.scalars(remedies)},
        {problem.id: problem for problem in session.scalars(problems)},
    )


def check_lines(lines: Sequence[LimitLine], setting: Setting) -> None:
    """Refuse an empty set, unknown names, values that are not whole, and ties."""
    if not lines:
        raise Refusal("The set is empty. Add at least one limit.")
    for line in lines:
        if line.grade_id not in setting.grades:
            raise Refusal("A line names a grade that does not exist. Choose one from the list.")
        if line.remedy_id is not None and line.remedy_id not in setting.remedies:
            raise Refusal("A line names a remedy that is not in use. Choose one from the list.")
        if line.problem_id is not None and line.problem_id not in setting.problems:
            raise Refusal("A line names a problem that is not known here. Choose another.")
        rules.check_value(
            line,
            name=setting.name(line.key),
            currency=setting.currency(line),
            from_moment=setting.in_force_from,
        )
    rules.check_ties(lines, {line.key: setting.name(line.key) for line in lines})
