"""Readiness of offices: how much of what customers bring each could handle, and what is missing.

The rule is `db.rules.readiness`; this puts together what it needs. Scores use the demand of the
whole organisation, whoever asks, so that two viewers never see two scores of one office.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from itertools import starmap
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from db.access import Permission
from db.queries.demand import DEMAND_DAYS
from db.queries.equipment import equipment_of
from db.queries.gates import read_record
from db.queries.hand_offs import agreed_at
from db.queries.offices import NOT_HERE, office_for
from db.queries.owners import owners_at
from db.queries.places import PlaceRow, offices_where
from db.queries.readiness_rows import Assessment, LostRow, ProblemRow, assess
from db.queries.served import contacts_of_days
from db.queries.trainings import trained_cover
from db.rules import hand_offs, trainings
from db.rules.must_haves import MustHave, must_haves
from db.rules.readiness import WeightedScores, demand_weightings_agree
from db.rules.refusals import Refusal
from db.rules.spans import day_ended
from db.rules.validity import Validity
from db.tables.readiness import ReadinessSnapshot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from db.access import Viewer


@dataclass(frozen=True, slots=True)
class OfficeReadiness:
    """The readiness of one office at one moment.

    `score` 0 to 100 and the points of `lost` add up to 100; `note` says where the shares come
    from when not from here. `contacts` served in 90 days is None where nobody recorded any.
    """

    office: PlaceRow
    score: float
    note: str
    escalations: int
    at_counter: int
    contacts: int | None
    days: int
    problems: tuple[ProblemRow, ...]
    lost: tuple[LostRow, ...]
    must_haves: tuple[MustHave, ...]
    weighted: WeightedScores | None
    validity: Validity

    @property
    def cases(self) -> int:
        """Cases of the period, with a manager and without."""
        return self.escalations + self.at_counter


@dataclass(frozen=True, slots=True)
class OfficeLadder:
    """The score of one office and the rung of every problem that it knows."""

    office: PlaceRow
    score: float
    problems: tuple[ProblemRow, ...]
    weighted: WeightedScores | None


@dataclass(frozen=True, slots=True)
class Ladders:
    """The offices of a viewer. Only when `order_is_sound` may they be put in an order."""

    offices: tuple[OfficeLadder, ...]
    order_is_sound: bool


@dataclass(frozen=True, slots=True)
class ScorePoint:
    """The score of an office on one of its days."""

    taken_on: date
    score: float
    contacts: int


def office_readiness(
    session: Session, viewer: Viewer, *, place_id: int, now: datetime
) -> OfficeReadiness:
    """The readiness of one office, with every lost point.

    Raises:
        Refusal: the viewer may not see the readiness of such an office.
    """
    office = office_for(session, viewer, Permission.READINESS_SEE, place_id=place_id)
    found = assess(read_record(session, [office], now=now), office)
    return _office(session, office, found, now=now)


def readiness_of_all(
    session: Session, viewer: Viewer, *, place_id: int, now: datetime
) -> tuple[OfficeReadiness, Ladders]:
    """The readiness of one office, and every problem in every office that the viewer sees; what
    both are made of is read once.

    Raises:
        Refusal: the viewer may not see the readiness of such an office.
    """
    offices = offices_where(session, viewer, Permission.READINESS_SEE)
    office = next((each for each in offices if each.id == place_id), None)
    if office is None:
        raise Refusal(NOT_HERE)
    assessed = _assessed(session, offices, now=now)
    found = assessed[offices.index(office)]
    return _office(session, office, found, now=now), _ladders(offices, assessed)


def _assessed(session: Session, offices: Sequence[PlaceRow], *, now: datetime) -> list[Assessment]:
    record = read_record(session, offices, now=now)
    return [assess(record, office) for office in offices]


def _office(
    session: Session, office: PlaceRow, found: Assessment, *, now: datetime
) -> OfficeReadiness:
    today = now.astimezone(ZoneInfo(office.zone)).date()
    return OfficeReadiness(
        office=office,
        score=found.score,
        note=found.demand.note,
        escalations=found.escalations,
        at_counter=found.at_counter,
        contacts=contacts_of_days(session, office, until=today, days=DEMAND_DAYS),
        days=DEMAND_DAYS,
        problems=found.rows,
        lost=found.lost(owners_at(session, office)),
        must_haves=_must_haves(session, office, now=now, today=today),
        weighted=found.weighted,
        validity=found.validity,
    )


def _must_haves(
    session: Session, office: PlaceRow, *, now: datetime, today: date
) -> tuple[MustHave, ...]:
    """What the office must have beside its score: people first, then what they need at hand."""
    trained = trained_cover(session, office, now=now)
    agreed = agreed_at(session, place_id=office.id, path=office.path)
    return must_haves(
        equipment_of(session, office, now=now),
        trainings.must_have(trained, zone=ZoneInfo(office.zone), today=today),
        hand_offs.must_have(agreed, today=today),
        today=today,
    )


def readiness_by_office(session: Session, viewer: Viewer, *, now: datetime) -> Ladders:
    """Every problem in every office that the viewer sees, their own office first."""
    offices = offices_where(session, viewer, Permission.READINESS_SEE)
    if not offices:
        return Ladders((), order_is_sound=False)
    return _ladders(offices, _assessed(session, offices, now=now))


def _ladders(offices: Sequence[PlaceRow], assessed: Sequence[Assessment]) -> Ladders:
    found = tuple(starmap(_ladder, zip(offices, assessed, strict=True)))
    scores = [each.weighted for each in found if each.weighted is not None]
    return Ladders(found, demand_weightings_agree(scores) and len(scores) == len(found))


def score_history(
    session: Session, viewer: Viewer, *, place_id: int, since: date
) -> list[ScorePoint]:
    """The nightly scores of an office from `since` on, oldest first.

    Raises:
        Refusal: the viewer may not see the readiness of such an office.
    """
    office = office_for(session, viewer, Permission.READINESS_SEE, place_id=place_id)
    question = (
        select(ReadinessSnapshot.taken_on, ReadinessSnapshot.score, ReadinessSnapshot.contacts)
        .where(ReadinessSnapshot.place_id == office.id, ReadinessSnapshot.taken_on >= since)
        .order_by(ReadinessSnapshot.taken_on)
    )
    return [ScorePoint(*row) for row in session.execute(question)]


def offices_without_snapshot(session: Session, viewer: Viewer, *, now: datetime) -> list[PlaceRow]:
    """The offices for whose last whole day no score is kept yet, by name."""
    offices = offices_where(session, viewer, Permission.READINESS_SEE)
    last = select(ReadinessSnapshot.place_id, func.max(ReadinessSnapshot.taken_on)).group_by(
        ReadinessSnapshot.place_id
    )
    kept = {row[0]: row[1] for row in session.execute(last)}
    return [
        office
        for office in offices
        if kept.get(office.id, date.min) < day_ended(now, ZoneInfo(office.zone))
    ]


def losses_as_text(found: OfficeReadiness) -> str:
    """Every lost point as JSON, as a snapshot keeps it."""
    rows = [
        {"problem": each.title, "problem_id": each.problem_id, "gate": each.gate.value,
         "points": round(each.points, 6)}
        for each in found.lost
    ]  # fmt: skip
    return json.dumps(rows, ensure_ascii=False)


def _ladder(office: PlaceRow, found: Assessment) -> OfficeLadder:
    return OfficeLadder(office, found.score, found.rows, found.weighted)
