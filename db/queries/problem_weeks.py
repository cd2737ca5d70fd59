"""Cases of problems by office and week: the ground of every question whether a flaw comes back.

Asks are read for all problems and offices at once, along an index, and only of the weeks that are
looked at; contacts come from what is held. A week is that of the office's own clock.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from db.queries.held import rates_of
from db.queries.offices import office_of_places
from db.rules import holdings as rules
from db.rules.recurrence import WeekCases
from db.rules.spans import midnight, whole_weeks
from db.tables.escalations import Escalation

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.queries.places import PlaceRow

WEEK = timedelta(days=7)
# Weeks of offices whose Monday is another moment: read by one week more, and cut afterwards.
MORE = 1
_CASES = select(Escalation.problem_id, Escalation.place_id, Escalation.asked_at).where(
    Escalation.problem_id.in_(bindparam("problems", expanding=True)),
    Escalation.place_id.in_(bindparam("places", expanding=True)),
    Escalation.asked_at >= bindparam("since"),
    Escalation.asked_at < bindparam("until"),
)


@dataclass(frozen=True, slots=True)
class ProblemWeeks:
    """Cases by problem and office, and the contacts of each office, both by the week's number.

    `known` holds the weeks of an office of which anything is on record.
    """

    cases: Mapping[tuple[int, int], Counter[int]]
    contacts: Mapping[int, Mapping[int, int]]
    known: Mapping[int, int]

    def of(self, problem_id: int, office_id: int, mondays: Sequence[date]) -> tuple[WeekCases, ...]:
        """These weeks of an office, from its first week on record on."""
        first = self.known.get(office_id)
        if first is None:
            return ()
        cases = self.cases.get((problem_id, office_id), Counter[int]())
        contacts = self.contacts[office_id]
        numbers = [(monday, rules.week_number(monday)) for monday in mondays]
        return tuple(
            WeekCases(monday, cases[week], contacts.get(week, 0))
            for monday, week in numbers
            if week >= first
        )


def common_mondays(offices: Collection[PlaceRow], weeks: int, *, now: datetime) -> list[date]:
    """The Mondays of the last weeks that are over at every one of the offices, oldest first."""
    zones = {office.zone for office in offices}
    return min(whole_weeks(now, ZoneInfo(zone), weeks) for zone in zones)


def read_weeks(
    session: Session,
    offices: Sequence[PlaceRow],
    problem_ids: Collection[int],
    *,
    weeks: int,
    now: datetime,
) -> ProblemWeeks:
    """The cases of these problems in the last whole weeks of these offices."""
    mondays = common_mondays(offices, weeks, now=now)
    cases = _cases(session, offices, problem_ids, mondays)
    contacts: dict[int, dict[int, int]] = {}
    known: dict[int, int] = {}
    first = rules.week_number(mondays[0])
    keys = [office.id for office in offices]
    for office_id, held in rates_of(session, keys, first=mondays[0], weeks=weeks + MORE).items():
        contacts[office_id] = dict(enumerate(held[:, 1].tolist(), start=first))
        on_record = held.any(axis=1)
        if on_record.any():
            known[office_id] = first + int(on_record.argmax())
    return ProblemWeeks(cases, contacts, known)


def _cases(
    session: Session,
    offices: Sequence[PlaceRow],
    problem_ids: Collection[int],
    mondays: Sequence[date],
) -> dict[tuple[int, int], Counter[int]]:
    home = office_of_places(session, offices)
    zones = {office.id: ZoneInfo(office.zone) for office in offices}
    ends_on = mondays[-1] + WEEK * (1 + MORE)
    asked = session.execute(
        _CASES,
        {
            "problems": sorted(problem_ids), "places": sorted(home),
            "since": min(midnight(mondays[0], zone) for zone in zones.values()),
            "until": max(midnight(ends_on, zone) for zone in zones.values()),
        },
    )  # fmt: skip
    found: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    for problem_id, place_id, at in asked:
        office_id = home[place_id]
        week = rules.week_number(at.astimezone(zones[office_id]).date())
        found[problem_id or 0, office_id][week] += 1
    return found
