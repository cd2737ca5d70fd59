"""What the acts of the demonstration share: the record, the people, the clock and the dice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from db.access import Viewer
from db.commands.starting import Keys
from db.demonstration.cast import CREWS
from db.demonstration.geography import Office
from db.demonstration.shifts import working
from db.demonstration.timeline import Timeline
from db.demonstration.wishes import Wish
from db.queries import cover
from db.queries.cover import DutyRow
from db.rules.authority import Limit
from db.rules.escalations import OPEN_STATES
from db.rules.words import EscalationState
from db.starter.packs import Pack
from db.tables.escalations import Escalation

FOUNDED_BEFORE = timedelta(days=120)


def in_the_morning(moment: datetime) -> datetime:
    """Ten o'clock in Singapore on that day, when head office is at work."""
    return moment.replace(hour=2, minute=0, second=0, microsecond=0)


def founded_at(at: datetime, days: int) -> datetime:
    """When an organisation begins that has worked for so many days at the moment `at`."""
    return in_the_morning(at - timedelta(days=days) - FOUNDED_BEFORE)


@dataclass(frozen=True, slots=True)
class Case:
    """One ask for a manager, as those at the desk know it."""

    office: Office
    escalation_id: int
    asker: Viewer
    wish: Wish
    row: Escalation


@dataclass
class Stage:
    """One performance. `at` is its end, the present; `days` of work lie before it.

    `places`, `paths` and `viewers` are found by name; the organisation's name is blank.
    """

    session: Session
    at: datetime
    days: int
    chance: Random
    timeline: Timeline
    pack: Pack
    places: dict[str, int] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    viewers: dict[str, Viewer] = field(default_factory=dict)
    keys: Keys = field(default_factory=Keys)
    kept: list[object] = field(default_factory=list)
    rules: dict[tuple[str, bool], tuple[Limit, ...]] = field(default_factory=dict)
    signed: dict[str, list[int]] = field(default_factory=dict)
    brought: set[str] = field(default_factory=set)
    asked: int = 0
    given: int = 0

    @property
    def founded_at(self) -> datetime:
        """When the organisation began to write its playbook."""
        return founded_at(self.at, self.days)

    @property
    def first_day_at(self) -> datetime:
        """When the days of work begin that the record tells of."""
        return self.at - timedelta(days=self.days)

    @property
    def planned_at(self) -> datetime:
        """When the first rota was drawn up and the huddles were put in the calendar."""
        return in_the_morning(self.first_day_at - timedelta(days=9))

    def ago(self, share: float) -> datetime:
        """The moment that lies this share of the days of work before the present."""
        return self.at - timedelta(days=self.days) * share

    def rank_of(self, grade: str) -> int:
        """The rank of a grade of the pack."""
        return next(each.rank for each in self.pack.grades if each.key == grade)

    def viewer(self, person_id: int) -> Viewer:
        """Somebody of the cast by their key."""
        return next(each for each in self.viewers.values() if each.person_id == person_id)

    def on_duty(self, office: Office, moment: datetime) -> list[DutyRow]:
        """Who is on duty at an office, highest grade first."""
        return cover.on_duty(self.session, path=self.paths[office.name], now=moment)

    def escalation(self, case: Case) -> Escalation:
        """How an ask stands in the record, to read."""
        return case.row

    def stands(self, case: Case) -> EscalationState:
        """The state of an ask."""
        return self.escalation(case).state

    def is_open(self, case: Case) -> bool:
        """Whether an ask still waits for its end."""
        return self.stands(case) in OPEN_STATES

    def staff_for(self, office: Office, moment: datetime) -> Viewer:
        """Somebody who stands at a desk of the office at that moment."""
        agents, seniors = CREWS[office.name][:2]
        here = [name for name in working(office, moment) if name in (*agents, *seniors)]
        return self.viewers[self.chance.choice(here or (*agents, *seniors))]

    def leader_for(self, office: Office, moment: datetime) -> Viewer:
        """The manager on duty of the lowest grade; the duty manager when there is none."""
        leaders, (duty,) = CREWS[office.name][2:]
        here = [name for name in working(office, moment) if name in leaders]
        return self.viewers[here[0] if here else duty]

    def duty_manager(self, office: Office) -> Viewer:
        """Who answers for the office."""
        return self.viewers[CREWS[office.name][3][0]]


def days_of(stage: Stage, office: Office) -> list[date]:
    """The days of work on the office's own calendar, up to today."""
    zone = ZoneInfo(office.zone)
    today = stage.at.astimezone(zone).date()
    return [today - timedelta(days=back) for back in range(stage.days, -1, -1)]
