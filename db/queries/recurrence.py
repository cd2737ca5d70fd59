"""Which problems come back too often at a place, and what the weeks since a fix show."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select

from db import access
from db.access import Permission
from db.queries.offices import office_of_places
from db.queries.places import COLUMNS, PlaceRow, places_where
from db.queries.problem_weeks import ProblemWeeks, common_mondays, read_weeks
from db.rules.recurrence import (
    WEEKS,
    OfficeShare,
    Tripwire,
    Verdict,
    WeekCases,
    around,
    dropped,
    recurs,
)
from db.rules.recurrence_across import (
    FEWEST_BRANCHES,
    lately,
    recurs_across,
    shares_in_words,
    summed,
)
from db.rules.words import BriefState, PlaceKind
from db.settings import read_settings
from db.tables.design_briefs import DesignBrief
from db.tables.escalations import Escalation
from db.tables.places import Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.access import Viewer

WEEK = timedelta(days=7)
# The longest that a fix is followed; by then the weeks before it say nothing any more.
MOST_WEEKS = 156
ABOVE_OFFICES = frozenset({PlaceKind.ORGANISATION, PlaceKind.REGION, PlaceKind.COUNTRY})
# Asks about no problem are passed over below: asked for here, they lead through another index, and
# through all that were ever asked.
_RECENT = (
    select(Escalation.place_id, Escalation.problem_id, func.count())
    .where(Escalation.asked_at >= bindparam("since"))
    .group_by(Escalation.place_id, Escalation.problem_id)
)
_OPEN = (
    select(Place.path, DesignBrief.problem_id)
    .join(Place, Place.id == DesignBrief.place_id)
    .where(DesignBrief.state != BriefState.CLOSED)
)
_OFFICES = (
    select(*COLUMNS)
    .where(
        Place.path.startswith(bindparam("path"), autoescape=False),
        Place.kind == PlaceKind.OFFICE,
        Place.deactivated_at.is_(None),
    )
    .order_by(Place.name, Place.id)
)


@dataclass(frozen=True, slots=True)
class Recurring:
    """A problem that comes back too often at a place, why, and the weeks that say so; of a place
    above offices also what each of these brought of the recent cases, the most first.
    """

    place: PlaceRow
    problem_id: int
    verdict: Verdict
    weeks: tuple[WeekCases, ...]
    shares: tuple[OfficeShare, ...] = ()


def tripwire() -> Tripwire:
    """How many cases are too many, as the operator set it."""
    return Tripwire(threshold=read_settings().recurrence_threshold)


def recurring_at(session: Session, place: PlaceRow, problem_id: int, *, now: datetime) -> Recurring:
    """Whether one problem comes back too often at one place."""
    offices = offices_at(session, place)
    if not offices:
        return Recurring(place, problem_id, Verdict(False, "No office is open there."), ())
    read = read_weeks(session, offices, [problem_id], weeks=WEEKS, now=now)
    return _judged(read, place, offices, problem_id, now=now)


def recurring(session: Session, viewer: Viewer, *, now: datetime) -> list[Recurring]:
    """Every problem that comes back too often where the viewer may see the measures, and has no
    open brief there or above.

    The widest place across which it comes back has it; an office below that one is part of it.
    """
    places = places_where(session, viewer, Permission.MEASURES_SEE)
    offices = {each.id: each for each in places if each.kind is PlaceKind.OFFICE}
    above = sorted((each for each in places if each.kind in ABOVE_OFFICES), key=_depth)
    candidates = _candidates(session, above, offices, now=now)
    if not candidates:
        return []
    every = list(offices.values())
    read = read_weeks(session, every, set(candidates), weeks=WEEKS, now=now)
    taken = {(path, problem_id) for path, problem_id in session.execute(_OPEN)}
    found: list[Recurring] = []
    for problem_id, wanted in sorted(candidates.items()):
        for place in wanted:
            lies_in = {(path, problem_id) for path in access.ancestors(place.path)}
            if lies_in & taken:
                continue
            inside = [each for each in every if each.path.startswith(place.path)]
            judged = _judged(read, place, inside, problem_id, now=now)
            if judged.verdict.is_so:
                taken.add((place.path, problem_id))
                found.append(judged)
    return found


def since_the_fix(
    session: Session, place: PlaceRow, problem_id: int, *, fixed_on: date, now: datetime
) -> tuple[Verdict, tuple[WeekCases, ...]]:
    """Whether the weeks since a fix show the drop, and the weeks before and after it."""
    today = now.astimezone(ZoneInfo(place.zone)).date()
    wanted = min(MOST_WEEKS, (today - fixed_on).days // 7 + WEEKS + 2)
    offices = offices_at(session, place)
    weeks: tuple[WeekCases, ...] = ()
    if offices:
        read = read_weeks(session, offices, [problem_id], weeks=wanted, now=now)
        mondays = common_mondays(offices, wanted, now=now)
        weeks = summed([read.of(problem_id, each.id, mondays) for each in offices])
    before, after = around(fixed_on, weeks)
    return dropped(before, after), (*before, *after)


def offices_at(session: Session, place: PlaceRow) -> list[PlaceRow]:
    """The office itself, or the open offices of a place above them, by name."""
    if place.kind is PlaceKind.OFFICE:
        return [place]
    return [PlaceRow(*found) for found in session.execute(_OFFICES, {"path": place.path})]


def _depth(place: PlaceRow) -> tuple[int, str]:
    return place.path.count("/"), place.path


def _candidates(
    session: Session,
    above: Sequence[PlaceRow],
    offices: Mapping[int, PlaceRow],
    *,
    now: datetime,
) -> dict[int, list[PlaceRow]]:
    """By problem the places with cases enough to be looked at, the widest first."""
    home = office_of_places(session, list(offices.values()))
    wire = tripwire()
    # A day more than the weeks, so that no zone of the world falls out of them.
    since = now - WEEK * (wire.weeks + 1) - timedelta(days=1)
    recent: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for place_id, problem_id, cases in session.execute(_RECENT, {"since": since}):
        if place_id in home and problem_id is not None:
            recent[problem_id][home[place_id]] += cases
    found = {}
    for problem_id, by_office in recent.items():
        alone = [offices[key] for key, cases in sorted(by_office.items()) if cases >= wire.fewest]
        bringing = [(offices[key].path, cases) for key, cases in by_office.items()]
        wide = [each for each in above if _is_wide(each, bringing, wire)]
        if wide or alone:
            found[problem_id] = [*wide, *alone]
    return found


def _is_wide(place: PlaceRow, bringing: Iterable[tuple[str, int]], wire: Tripwire) -> bool:
    """Whether two places right below bring cases, and enough of them together."""
    inside = [(path, cases) for path, cases in bringing if path.startswith(place.path)]
    branches = {_branch(place, path) for path, _ in inside}
    return len(branches) >= FEWEST_BRANCHES and sum(cases for _, cases in inside) >= wire.fewest


def _branch(place: PlaceRow, path: str) -> str:
    """The key of the place right below that an office lies in."""
    return path.removeprefix(place.path).split("/", 1)[0]


def _judged(
    read: ProblemWeeks,
    place: PlaceRow,
    offices: Collection[PlaceRow],
    problem_id: int,
    *,
    now: datetime,
) -> Recurring:
    mondays, wire = common_mondays(offices, WEEKS, now=now), tripwire()
    by_office = {each: read.of(problem_id, each.id, mondays) for each in offices}
    weeks = summed(list(by_office.values()))
    if place.kind is PlaceKind.OFFICE:
        return Recurring(place, problem_id, recurs(weeks, wire), weeks)
    branches: defaultdict[str, list[tuple[WeekCases, ...]]] = defaultdict(list)
    for office, cases in by_office.items():
        branches[_branch(place, office.path)].append(cases)
    verdict = recurs_across(list(branches.values()), wire)
    shares = _shares(by_office, wire)
    said = f"{verdict.sentence} {shares_in_words(shares)}." if shares else verdict.sentence
    return Recurring(place, problem_id, Verdict(verdict.is_so, said), weeks, shares)


def _shares(
    by_office: Mapping[PlaceRow, Sequence[WeekCases]], wire: Tripwire
) -> tuple[OfficeShare, ...]:
    found = [
        OfficeShare(office.id, office.name, lately(weeks, wire))
        for office, weeks in by_office.items()
    ]
    found.sort(key=lambda each: (-each.cases, each.name))
    return tuple(each for each in found if each.cases)
