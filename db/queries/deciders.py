"""Who may decide at a place now, what they hold, and how to reach them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from db import access
from db.queries import authority
from db.rules.authority import Limit, Loser, Question, covers, decide, value_in_words
from db.rules.caps import NO_CAPS, Windows
from db.rules.refusals import Refusal
from db.rules.words import AvailabilityState, ContactKind, Fault
from db.session import rows_of
from db.tables.contacts import HelpContact
from db.tables.people import Grade
from db.tables.places import Place
from db.tables.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal

    from sqlalchemy import Row, Select
    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.cover import DutyRow
    from db.rules.money import Money


@dataclass(frozen=True, slots=True)
class Above:
    """What lies on the way up from a place: the names of the places by their paths, and the desks
    and Security's numbers in use, nearest first.
    """

    names: dict[str, str]
    desks: tuple[MayRow, ...]
    security: MayRow | None


@dataclass(frozen=True, slots=True)
class ProblemFacts:
    """What the card and the rules need to know of a problem. `minimum_rank` is that of the lowest
    grade that may deal with it (None: any); the legal sentence stands from the threshold on;
    whoever has the `skill` is asked first.
    """

    id: int
    title: str
    is_safety: bool
    is_powerless: bool
    fault: Fault
    minimum_rank: int | None
    legal_threshold: Decimal | None
    legal_currency: str | None
    legal_sentence: str
    skill: str | None


@dataclass(frozen=True, slots=True)
class MayRow:
    """Somebody who may decide, what they hold, and whether they can come."""

    person_id: int | None
    name: str
    grade_name: str
    value: str
    state: AvailabilityState | None
    until: datetime | None
    phone: str
    covers: bool
    may_take: bool


@dataclass(frozen=True, slots=True)
class Matter:
    """What is to be decided: the question, the rules that could answer it, the worth that is
    asked for, the lowest grade that may deal with the problem, and the caps with what they leave.
    """

    question: Question
    limits: tuple[Limit, ...]
    asked: Money | None
    minimum_rank: int
    windows: Windows = NO_CAPS

    def held(self, grade_rank: int) -> Limit | None:
        """The rule that decides for a grade."""
        return decide(self.limits, self.question, grade_rank=grade_rank).winner

    def lost(self, grade_rank: int) -> tuple[Loser, ...]:
        """The rules of a grade that did not decide, each with its reason."""
        return decide(self.limits, self.question, grade_rank=grade_rank).losers

    def is_covered(self, grade_rank: int, person_id: int | None = None) -> bool:
        """Whether somebody of the grade may decide it, by their limit and by every cap."""
        return (
            grade_rank >= self.minimum_rank
            and covers(self.held(grade_rank), self.asked)
            and self.windows.covers(self.asked, rank=grade_rank, person_id=person_id)
        )


def problem_for(session: Session, viewer: Viewer, problem_id: int | None) -> ProblemFacts | None:
    """The problem, if it is in the viewer's playbook; None for one that nobody thought of."""
    if problem_id is None:
        return None
    given = {"problem_id": problem_id}
    found = rows_of(session, _in_the_playbook_of(viewer), given).one_or_none()
    if found is None:
        sentence = "This problem is not in your playbook. Choose one from the list."
        raise Refusal(sentence)
    return ProblemFacts(*found)


def facts_of(session: Session, problem_id: int) -> ProblemFacts:
    """The facts of a problem that somebody was allowed to ask about already."""
    return ProblemFacts(*rows_of(session, _FACTS, {"problem_id": problem_id}).one())


def _facts(problems: Select[Problem]) -> Select[*tuple[Any, ...]]:
    return (
        problems.outerjoin(Grade, Grade.id == Problem.minimum_grade_id)
        .where(Problem.id == bindparam("problem_id"))
        .with_only_columns(
            Problem.id, Problem.title, Problem.is_safety, Problem.is_powerless, Problem.fault,
            Grade.rank, Problem.legal_threshold, Problem.legal_currency, Problem.legal_sentence,
            Problem.skill,
        )
    )  # fmt: skip


# A statement that is built once is compiled once.
_FACTS = _facts(select(Problem))


@lru_cache(maxsize=512)
def _in_the_playbook_of(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return _facts(access.visible_problems(viewer))


def matter_of(
    session: Session,
    *,
    path: str,
    problem: ProblemFacts | None,
    remedy_id: int | None,
    asked: Money | None,
    now: datetime,
) -> Matter:
    """What is to be decided at the place at `path`, with the rules that could answer it."""
    question = Question(path, problem.id if problem else None, remedy_id or 0, now)
    limits = tuple(authority.limits_for(session, question)) if remedy_id else ()
    return Matter(question, limits, asked, (problem.minimum_rank if problem else None) or 0)


def who_may(above: Above, duty: Sequence[DutyRow], matter: Matter) -> list[MayRow]:
    """Those on duty with what they hold, who may and can come first; then the desks to call."""
    rows = [
        MayRow(
            person_id=each.person_id,
            name=each.name,
            grade_name=each.grade_name,
            value=value_in_words(matter.held(each.grade_rank)),
            state=each.state,
            until=each.until,
            phone="",
            covers=matter.is_covered(each.grade_rank, each.person_id),
            may_take=each.may_take,
        )
        for each in sorted(duty, key=lambda each: (each.grade_rank, each.name))
    ]
    rows += above.desks
    return sorted(rows, key=lambda each: not (each.covers and can_come(each)))


def can_come(row: MayRow) -> bool:
    """Whether the person said nothing else than that they are available."""
    return row.state is AvailabilityState.AVAILABLE


def above(session: Session, path: str) -> Above:
    """The places above the one at `path`, itself included, and whom one reaches there by phone."""
    names: dict[str, str] = {}
    found: dict[ContactKind, list[MayRow]] = {each: [] for each in _BY_PHONE}
    for row in rows_of(session, _ABOVE, {"paths": access.ancestors(path)}):
        names[row.path] = row.place
        if row.kind is not None:
            found[row.kind].append(_contact_row(row))
    security = next(iter(found[ContactKind.SECURITY]), None)
    return Above(names, tuple(found[ContactKind.DUTY_DESK]), security)


_BY_PHONE = (ContactKind.DUTY_DESK, ContactKind.SECURITY)
_ABOVE = (
    select(
        Place.path, Place.name.label("place"), HelpContact.kind, HelpContact.name,
        HelpContact.hours, HelpContact.what_for, HelpContact.phone,
    )
    .outerjoin(
        HelpContact,
        (HelpContact.place_id == Place.id)
        & HelpContact.kind.in_(_BY_PHONE)
        & HelpContact.deactivated_at.is_(None),
    )
    .where(Place.path.in_(bindparam("paths", expanding=True)))
    .order_by(Place.path.desc(), HelpContact.name)
)  # fmt: skip


def _contact_row(contact: Row[*tuple[Any, ...]]) -> MayRow:
    return MayRow(
        person_id=None,
        name=contact.name,
        grade_name=contact.hours,
        value=contact.what_for,
        state=None,
        until=None,
        phone=contact.phone,
        covers=False,
        may_take=False,
    )
