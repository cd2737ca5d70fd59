"""Who may decide at a place now, what they hold, and how to reach them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from db import access
from db.queries import authority
from db.rules.authority import Limit, Loser, Question, covers, decide, value_in_words
from db.rules.caps import NO_CAPS, Windows
from db.rules.refusals import Refusal
from db.rules.words import AvailabilityState, ContactKind
from db.tables.contacts import HelpContact
from db.tables.people import Grade
from db.tables.places import Place
from db.tables.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.cover import DutyRow
    from db.queries.places import PlaceRow
    from db.rules.money import Money


Contact = tuple[str, str, str, str]


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


def problem_for(session: Session, viewer: Viewer, problem_id: int | None) -> Problem | None:
    """The problem, if it is in the viewer's playbook; None for one that nobody thought of."""
    if problem_id is None:
        return None
    found = session.scalar(_in_the_playbook_of(viewer), {"problem_id": problem_id})
    if found is None:
        sentence = "This problem is not in your playbook. Choose one from the list."
        raise Refusal(sentence)
    return found


# A statement that is built once is compiled once.
@lru_cache(maxsize=512)
def _in_the_playbook_of(viewer: Viewer) -> Select[Problem]:
    return access.visible_problems(viewer).where(Problem.id == bindparam("problem_id"))


def matter_of(
    session: Session,
    *,
    path: str,
    problem: Problem | None,
    remedy_id: int | None,
    asked: Money | None,
    now: datetime,
) -> Matter:
    """What is to be decided at the place at `path`, with the rules that could answer it."""
    question = Question(path, problem.id if problem else None, remedy_id or 0, now)
    limits = tuple(authority.limits_for(session, question)) if remedy_id else ()
    return Matter(question, limits, asked, _minimum_rank(session, problem))


def _minimum_rank(session: Session, problem: Problem | None) -> int:
    if problem is None or problem.minimum_grade_id is None:
        return 0
    grade = session.get(Grade, problem.minimum_grade_id)
    return grade.rank if grade else 0


def who_may(
    session: Session, place: PlaceRow, duty: Sequence[DutyRow], matter: Matter
) -> list[MayRow]:
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
    rows += _desks(session, place)
    return sorted(rows, key=lambda each: not (each.covers and can_come(each)))


def can_come(row: MayRow) -> bool:
    """Whether the person said nothing else than that they are available."""
    return row.state is AvailabilityState.AVAILABLE


def _desks(session: Session, place: PlaceRow) -> list[MayRow]:
    return [_contact_row(each) for each in _contacts(session, place, ContactKind.DUTY_DESK)]


def security(session: Session, place: PlaceRow) -> MayRow | None:
    """Security's number at the place, or the nearest one above it."""
    found = _contacts(session, place, ContactKind.SECURITY)
    return _contact_row(found[0]) if found else None


def _contacts(session: Session, place: PlaceRow, kind: ContactKind) -> list[Contact]:
    """The contacts of a kind at the place and above it, nearest first."""
    where = {"kind": kind, "paths": access.ancestors(place.path)}
    return [
        (name, hours, what, phone) for name, hours, what, phone in session.execute(_CONTACTS, where)
    ]


# Name, hours, what for, phone.
_CONTACTS = (
    select(HelpContact.name, HelpContact.hours, HelpContact.what_for, HelpContact.phone)
    .join(Place, Place.id == HelpContact.place_id)
    .where(
        HelpContact.kind == bindparam("kind"),
        HelpContact.deactivated_at.is_(None),
        Place.path.in_(bindparam("paths", expanding=True)),
    )
    .order_by(Place.path.desc(), HelpContact.name)
)


def _contact_row(contact: Contact) -> MayRow:
    name, hours, what_for, phone = contact
    return MayRow(
        person_id=None,
        name=name,
        grade_name=hours,
        value=what_for,
        state=None,
        until=None,
        phone=phone,
        covers=False,
        may_take=False,
    )
