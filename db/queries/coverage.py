"""Authority coverage of offices: who may approve how much in each hour of the coming weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import select

from db import access
from db.access import Permission
from db.queries import authority, duty_hours
from db.queries.catalogue import CatalogueRow, grades
from db.rules.authority import Limit, Question, decide, value_in_words
from db.rules.coverage import ANY, NOBODY, At, Duty, Gap, gaps, there_at, week
from db.rules.money import PIECES
from db.rules.spans import Span, opening_spans
from db.rules.words import CountedIn, LimitKind
from db.tables.people import Grade, Person

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.places import PlaceRow

AHEAD = timedelta(days=duty_hours.DAYS_AHEAD)


@dataclass(frozen=True, slots=True)
class Authority:
    """What one grade may approve at an office: the most, in words, and by which rule."""

    reach: Decimal
    words: str
    rule: str


@dataclass(frozen=True, slots=True)
class OfficeCoverage:
    """One office: the most that can be approved in each open hour, and where that is less than
    in the best one. Without opening hours nothing can be said.
    """

    office: PlaceRow
    currency: str
    reach: Mapping[At, Decimal]
    gaps: tuple[Gap, ...]
    opening: tuple[Span, ...]
    duties: tuple[Duty, ...]
    who: Mapping[str, tuple[str, Authority]]


@dataclass(frozen=True, slots=True)
class ThereRow:
    """Somebody on duty in an hour: their grade, what they may approve, and by which rule."""

    name: str
    grade: str
    value: str
    rule: str


def coverage(
    session: Session,
    viewer: Viewer,
    *,
    offices: Sequence[PlaceRow],
    remedy: CatalogueRow,
    now: datetime,
) -> list[OfficeCoverage]:
    """The coverage of offices for one remedy over the coming 14 days; the worst first: who has
    hours with nobody before who has few.
    """
    for office in offices:
        access.require(viewer, Permission.READINESS_SEE, office.path)
    ahead = Span(now, now + AHEAD)
    rota = duty_hours.rota(session, offices, ahead)
    people = _people(session)
    found = [
        _office(session, office, remedy, rota=rota[office.id], people=people, now=now)
        for office in offices
    ]
    return sorted(found, key=_urgency)


def who_is_there(found: OfficeCoverage, at: At) -> list[ThereRow]:
    """Who is on duty in an hour of the week and what each may approve, who may most first."""
    there = there_at(at, found.opening, ZoneInfo(found.office.zone), found.duties)
    rows = []
    for name in dict.fromkeys(each.name for each in there):
        grade, held = found.who[name]
        rows.append(ThereRow(name, grade, held.words, held.rule))
    return rows


def _urgency(found: OfficeCoverage) -> tuple[int, int, str]:
    nobody = sum(gap.hours for gap in found.gaps if gap.reach == NOBODY)
    return -nobody, -sum(gap.hours for gap in found.gaps), found.office.name


def _office(
    session: Session,
    office: PlaceRow,
    remedy: CatalogueRow,
    *,
    rota: duty_hours.Rota,
    people: Mapping[int, tuple[str, int, str]],
    now: datetime,
) -> OfficeCoverage:
    zone = ZoneInfo(office.zone)
    within = Span(now, now + AHEAD)
    opening = opening_spans(rota.stretches, zone, rota.days_off, within=within)
    held = _held(session, office, remedy, now=now)
    known = [(people[person_id], span) for person_id, span in rota.shifts if person_id in people]
    duties = tuple(Duty(name, held[rank].reach, span) for (name, rank, _), span in known)
    reach = week(opening, zone, duties)
    is_pieces = remedy.counted_in is CountedIn.PIECES
    return OfficeCoverage(
        office=office,
        currency=PIECES if is_pieces else office.currency,
        reach=reach,
        gaps=tuple(gaps(reach)),
        opening=tuple(opening),
        duties=duties,
        who={name: (grade, held[rank]) for (name, rank, grade), _ in known},
    )


def _held(
    session: Session, office: PlaceRow, remedy: CatalogueRow, *, now: datetime
) -> dict[int, Authority]:
    """What each grade may approve of the remedy, for a problem that has no rule of its own."""
    limits = authority.limits_in_force(session, path=office.path, at=now)
    question = Question(office.path, None, remedy.id, now)
    winners = {
        grade.rank: decide(limits, question, grade_rank=grade.rank).winner
        for grade in grades(session)
    }
    return {rank: _authority(winner) for rank, winner in winners.items()}


def _authority(winner: Limit | None) -> Authority:
    rule = f"R-{winner.rule_number}, version {winner.version_number}" if winner else "no rule"
    reach = NOBODY
    if winner is not None and winner.kind is LimitKind.UNLIMITED:
        reach = ANY
    elif winner is not None and winner.amount is not None:
        reach = winner.amount
    return Authority(reach, value_in_words(winner), rule)


def _people(session: Session) -> dict[int, tuple[str, int, str]]:
    question = (
        select(Person.id, Person.name, Grade.rank, Grade.name)
        .join(Grade, Grade.id == Person.grade_id)
        .where(Person.deactivated_at.is_(None))
    )
    return {key: (name, rank, grade) for key, name, rank, grade in session.execute(question)}
