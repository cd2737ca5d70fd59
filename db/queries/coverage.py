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
from db.queries.catalogue import CatalogueRow, grades, remedies
from db.rules.authority import Limit, Question, decide, value_in_words
from db.rules.coverage import ANY, NOBODY, At, Duty, Gap, gaps, there_at, week
from db.rules.money import PIECES
from db.rules.spans import Span
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


NO_AUTHORITY = Authority(NOBODY, value_in_words(None), "no authority")


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

    def share(self, reach: Decimal) -> Decimal:
        """An amount as a share of what can be approved in the office's best hour."""
        best = max(self.reach.values(), default=NOBODY)
        if reach in {NOBODY, best}:
            return Decimal(0) if reach == NOBODY else Decimal(1)
        return NOBODY if best == ANY else reach / best


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
    remedy: CatalogueRow | None,
    now: datetime,
) -> list[OfficeCoverage]:
    """The coverage of offices for one remedy over the coming 14 days; the worst first: who has
    hours with nobody before who has few. Without a remedy, for that of which somebody may approve
    most; pieces are left out then, and so is what counts in another currency than the office.
    """
    for office in offices:
        access.require(viewer, Permission.READINESS_SEE, office.path)
    ahead = Span(now, now + AHEAD)
    rota = duty_hours.rota(session, offices, ahead)
    people = _people(session)
    wanted = [remedy] if remedy else _in_money(session)
    found = [
        _office(session, office, wanted, rota=rota[office.id], people=people, now=now)
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
    wanted: Sequence[CatalogueRow],
    *,
    rota: duty_hours.Rota,
    people: Mapping[int, tuple[str, int, str]],
    now: datetime,
) -> OfficeCoverage:
    zone = ZoneInfo(office.zone)
    within = Span(now, now + AHEAD)
    opening = rota.hours.meant(zone, within)
    is_pieces = any(each.counted_in is CountedIn.PIECES for each in wanted)
    currency = PIECES if is_pieces else office.currency
    held = _held(session, office, wanted, currency, now=now)
    known = [(people[person_id], span) for person_id, span in rota.shifts if person_id in people]
    duties = tuple(Duty(name, held[rank].reach, span) for (name, rank, _), span in known)
    reach = week(opening, zone, duties)
    return OfficeCoverage(
        office=office,
        currency=currency,
        reach=reach,
        gaps=tuple(gaps(reach)),
        opening=tuple(opening),
        duties=duties,
        who={name: (grade, held[rank]) for (name, rank, grade), _ in known},
    )


def _in_money(session: Session) -> list[CatalogueRow]:
    return [each for each in remedies(session) if each.counted_in is CountedIn.MONEY]


def _held(
    session: Session,
    office: PlaceRow,
    wanted: Sequence[CatalogueRow],
    currency: str,
    *,
    now: datetime,
) -> dict[int, Authority]:
    """What each grade may approve of the remedies, for a problem that has no rule of its own: of
    several the one with most.
    """
    limits = authority.limits_in_force(session, path=office.path, at=now)
    found: dict[int, Authority] = {}
    for grade in grades(session):
        every = [
            _authority(
                decide(
                    limits, Question(office.path, None, remedy.id, now), grade_rank=grade.rank
                ).winner,
                currency,
                of=remedy.name if len(wanted) > 1 else "",
            )
            for remedy in wanted
        ]
        found[grade.rank] = max(every, key=lambda each: each.reach, default=NO_AUTHORITY)
    return found


def _authority(winner: Limit | None, currency: str, *, of: str) -> Authority:
    """What a rule lets somebody approve; an amount in another currency is never compared."""
    if winner is None:
        return NO_AUTHORITY
    rule = f"R-{winner.rule_number}, version {winner.version_number}"
    reach, words = NOBODY, value_in_words(winner)
    if winner.kind is LimitKind.UNLIMITED:
        reach = ANY
    elif winner.amount is not None and winner.currency == currency:
        reach = winner.amount
    elif winner.amount is not None:
        words = f"{words}, not in {currency}"
    return Authority(reach, f"{of}: {words}" if of and reach > NOBODY else words, rule)


def _people(session: Session) -> dict[int, tuple[str, int, str]]:
    question = (
        select(Person.id, Person.name, Grade.rank, Grade.name)
        .join(Grade, Grade.id == Person.grade_id)
        .where(Person.deactivated_at.is_(None))
    )
    return {key: (name, rank, grade) for key, name, rank, grade in session.execute(question)}
