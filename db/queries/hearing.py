"""Problems that are new to an office: when it first heard of them, and when something was done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, exists, func, select, true
from sqlalchemy.orm import aliased

from db.access import Permission
from db.queries.first_actions import first_actions
from db.queries.first_topics import earlier_topics, topics_between
from db.queries.offices import office_for, office_of_places
from db.queries.places import PlaceRow, offices_where
from db.rules.hearing import Heard, HeardAs, Hearing, HearingSummary, hearing_of, summary_of
from db.rules.spans import DAY, midnight, whole_weeks
from db.tables.escalations import Escalation
from db.tables.places import Place
from db.tables.problems import Problem

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.access import Viewer

WEEK_DAYS = 7
# Office and problem, by their keys.
Pair = tuple[int, int]
Heards = dict[Pair, list[Heard]]


@dataclass(frozen=True, slots=True)
class HearingRow:
    """One problem that was new to one office."""

    office: PlaceRow
    problem_id: int
    problem: str
    hearing: Hearing


@dataclass(frozen=True, slots=True)
class Hearings:
    """Everything that offices heard of for the first time in so many whole weeks: those that wait
    first, the longest on top, then the latest heard of.
    """

    rows: tuple[HearingRow, ...]
    summary: HearingSummary
    offices: int
    first_day: date
    last_day: date


_ASKED = (
    select(Escalation.place_id, Escalation.problem_id, func.min(Escalation.asked_at))
    .where(
        Escalation.place_id.in_(bindparam("places", expanding=True)),
        Escalation.asked_at >= bindparam("since"),
        Escalation.asked_at < bindparam("until"),
        Escalation.problem_id.is_not(None),
    )
    .group_by(Escalation.place_id, Escalation.problem_id)
)
_OTHER = aliased(Escalation)
# One look into an index for each place and problem, however long the history is.
_EARLIER = (
    select(Place.id, Problem.id)
    .join(Problem, true())
    .where(
        Place.id.in_(bindparam("places", expanding=True)),
        Problem.id.in_(bindparam("problems", expanding=True)),
        exists().where(
            _OTHER.problem_id == Problem.id,
            _OTHER.place_id == Place.id,
            _OTHER.asked_at < bindparam("since"),
        ),
    )
)


def hearings(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int,
    weeks: int,
    all_offices: bool = False,
    now: datetime,
) -> Hearings:
    """What an office, or every office whose measures the viewer may see, heard of for the first
    time in the last whole weeks of the clock of that office.

    Raises:
        Refusal: the viewer may not see the measures of such an office.
    """
    office = office_for(session, viewer, Permission.MEASURES_SEE, place_id=place_id)
    offices = [office]
    if all_offices:
        offices = offices_where(session, viewer, Permission.MEASURES_SEE)
    mondays = whole_weeks(now, ZoneInfo(office.zone), weeks)
    last_day = mondays[-1] + DAY * (WEEK_DAYS - 1)
    span = tuple(midnight(day, ZoneInfo(office.zone)) for day in (mondays[0], last_day + DAY))
    rows = _rows(session, offices, (span[0], span[1]), now=now)
    found = summary_of([row.hearing for row in rows], now=now)
    return Hearings(tuple(rows), found, len(offices), mondays[0], last_day)


def _rows(
    session: Session, offices: Sequence[PlaceRow], span: tuple[datetime, datetime], *, now: datetime
) -> list[HearingRow]:
    home = office_of_places(session, offices)
    heard = _first_heard(session, home, span)
    by_id = {office.id: office for office in offices}
    done = first_actions(session, offices, pairs=heard.keys())
    titles = _titles(session, {problem_id for _, problem_id in heard})
    rows = [
        HearingRow(by_id[office_id], problem_id, titles[problem_id],
                   hearing_of(each, done[office_id, problem_id], now=now))
        for (office_id, problem_id), each in heard.items()
    ]  # fmt: skip
    return sorted(rows, key=_order)


def _order(row: HearingRow) -> tuple[bool, float, float, str]:
    hearing = row.hearing
    waits = hearing.acted is None and not hearing.was_ready
    since = hearing.heard.at.timestamp()
    return not waits, since if waits else 0.0, -since, f"{row.problem} {row.office.name}"


def _first_heard(
    session: Session, home: Mapping[int, int], span: tuple[datetime, datetime]
) -> Heards:
    """What was heard in the span of problems of which nothing was heard before it."""
    asked = {"places": sorted(home), "since": span[0], "until": span[1]}
    found: Heards = defaultdict(list)
    for place_id, problem_id, at in session.execute(_ASKED, asked):
        found[home[place_id], problem_id or 0].append(Heard(at, HeardAs.ASK))
    known: set[Pair] = set()
    for pair, heard in topics_between(session, home, span):
        if heard.at < span[0]:
            known.add(pair)
        elif heard.at < span[1]:
            found[pair].append(heard)
    known |= _asked_before(session, home, found.keys(), span[0])
    left = {pair: heard for pair, heard in found.items() if pair not in known}
    for pair in earlier_topics(session, home, left.keys(), before=span[0]):
        left.pop(pair)
    return left


def _asked_before(
    session: Session, home: Mapping[int, int], pairs: Collection[Pair], since: datetime
) -> set[Pair]:
    problems = sorted({problem_id for _, problem_id in pairs})
    wanted = {"places": sorted(home), "problems": problems, "since": since}
    return {(home[place_id], key) for place_id, key in session.execute(_EARLIER, wanted)}


def _titles(session: Session, problem_ids: Collection[int]) -> dict[int, str]:
    question = select(Problem.id, Problem.title).where(Problem.id.in_(problem_ids))
    return {key: title for key, title in session.execute(question)}  # noqa: C416 - rows are not pairs for the type checker.
