"""What the record knows of every problem at some offices, gate by gate.

Each part is read once for all offices together, in a fixed number of questions, whatever the
number of problems; what then belongs to one office is put together in memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from db import access
from db.queries.answers import (
    Answer,
    ProblemAndPath,
    agreed_answers,
    briefed_people,
    in_the_making,
    last_rehearsals,
    nearest_answer,
)
from db.queries.demand import NOTHING, TRIED_DAYS, Brought, brought, by_office, organisation_mix
from db.queries.duty_hours import covered_hours
from db.queries.empowerment import (
    KnownProblem,
    Rulebook,
    Staff,
    is_known_at,
    known_problems,
    rulebook,
    staff_of_offices,
)
from db.queries.offices import nearest_first, office_of_places
from db.rules.gates import CoveredHours, GateFacts
from db.session import rows_of
from db.tables.huddles import Huddle
from db.tables.problems import ProblemMention

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from db.queries.places import PlaceRow

NOBODY = Staff(0, frozenset())


@dataclass(frozen=True, slots=True)
class ProblemFacts:
    """One problem at one office; `problem` is None for all that was on no list.

    `is_imagined` says that the office itself has thought of it: in a huddle, or by recording it.
    """

    problem: KnownProblem | None
    gates: GateFacts
    brought: Brought
    is_imagined: bool


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that readiness needs, read once. `mix` counts the cases of the organisation."""

    now: datetime
    problems: Sequence[KnownProblem]
    mix: Mapping[int | None, int]
    demand: Mapping[int, Mapping[int | None, Brought]]
    answers: Mapping[ProblemAndPath, Answer]
    making: set[ProblemAndPath]
    briefed: Mapping[tuple[int, int], int]
    rehearsed: Mapping[tuple[int, int], datetime]
    imagined: set[tuple[int, int]]
    staff: Mapping[int, Staff]
    hours: Mapping[int, CoveredHours]
    rules: Rulebook

    def known_at(self, office: PlaceRow) -> list[KnownProblem]:
        """The problems on the office's list, by title."""
        return [each for each in self.problems if is_known_at(each, office.path)]


def read_record(session: Session, offices: Sequence[PlaceRow], *, now: datetime) -> Record:
    """Read what readiness needs of the offices, which lie in one organisation."""
    root = access.ancestors(offices[0].path)[0]
    problems = known_problems(session, root_path=root)
    problem_ids = [problem.id for problem in problems]
    inside = office_of_places(session, offices)
    since = now - timedelta(days=TRIED_DAYS)
    return Record(
        now=now,
        problems=problems,
        mix=organisation_mix(session, problem_ids=set(problem_ids), now=now),
        demand=by_office(brought(session, place_ids=list(inside), now=now), inside),
        answers=agreed_answers(session, problem_ids=problem_ids),
        making=in_the_making(session, problem_ids=problem_ids),
        briefed=briefed_people(session, offices=inside, now=now),
        rehearsed=last_rehearsals(session, offices=inside, since=since, now=now),
        imagined=_imagined(session, inside, now),
        staff=staff_of_offices(session, offices=inside),
        hours=covered_hours(session, offices=offices, now=now),
        rules=rulebook(session, offices=offices, now=now),
    )


def facts_at(record: Record, office: PlaceRow) -> list[ProblemFacts]:
    """Every problem on the office's list, by title, and last what was on no list."""
    known = record.known_at(office)
    today = record.now.astimezone(ZoneInfo(office.zone)).date()
    rows = [_facts_of(record, office, problem, today) for problem in known]
    named = {problem.id for problem in known}
    unnamed = NOTHING
    for problem_id, cases in record.demand.get(office.id, {}).items():
        if problem_id not in named:
            unnamed = unnamed.plus(cases)
    facts = GateFacts(cases=unnamed.cases, is_on_the_list=False)
    return [*rows, ProblemFacts(None, facts, unnamed, is_imagined=False)]


def _facts_of(record: Record, office: PlaceRow, problem: KnownProblem, today: date) -> ProblemFacts:
    key = (office.id, problem.id)
    cases = record.demand.get(office.id, {}).get(problem.id, NOTHING)
    staff = record.staff.get(office.id, NOBODY)
    above = nearest_first(office.path)
    answer = nearest_answer(record.answers, problem_id=problem.id, paths=above)
    facts = GateFacts(
        cases=cases.cases,
        version=answer.number if answer else None,
        is_fresh=answer.is_fresh(today) if answer else False,
        expired_on=answer.verified_until if answer else None,
        is_in_the_making=any((problem.id, path) in record.making for path in above),
        is_empowered=record.rules.covers(office.path, problem, staff.ranks),
        hours=record.hours.get(office.id, CoveredHours()),
        staff=staff.count,
        briefed=record.briefed.get((office.id, answer.response_id), 0) if answer else 0,
        is_tried=key in record.rehearsed or cases.tried_at is not None,
    )
    is_imagined = key in record.imagined or problem.path.startswith(office.path)
    return ProblemFacts(problem, facts, cases, is_imagined)


def _imagined(session: Session, offices: Mapping[int, int], now: datetime) -> set[tuple[int, int]]:
    """The (office, problem) of which a huddle of the office, or of one of its teams, spoke."""
    found = rows_of(session, _IMAGINED, {"places": list(offices), "now": now})
    return {(offices[place_id], problem_id) for place_id, problem_id in found}


# Built once: building it costs several times what the database takes for it.
_IMAGINED = (
    select(Huddle.place_id, ProblemMention.problem_id)
    .join(Huddle, Huddle.id == ProblemMention.huddle_id)
    .where(
        Huddle.place_id.in_(bindparam("places", expanding=True)),
        ProblemMention.at <= bindparam("now"),
    )
    .distinct()
)
