"""Customers who come back, and the words that worked when they did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.commands import exemplars
from db.demonstration.cases import Told, plan_case
from db.demonstration.stage import Stage, in_the_morning
from db.tables.exemplars import Exemplar

SOON, NEXT_DAY = timedelta(minutes=12), timedelta(hours=22)


@dataclass(frozen=True, slots=True)
class Return:
    """A customer who was here so many days ago, and came back after some more."""

    office: str
    problem: str
    days: int
    after: int


@dataclass(frozen=True, slots=True)
class Said:
    """Words that worked in a case of an office so many days ago, whether their speaker is named,
    and the place that they were promoted to by whom; nobody decided yet where none is given.
    """

    office: str
    problem: str
    days: float
    words: str
    is_named: bool
    place: str = ""
    by: str = ""


RETURNS = (
    Return("Singapore T2", "bag_damaged", 58, 5),
    Return("Heathrow", "delay_over_2h", 41, 9),
    Return("Nairobi", "bag_delayed_6h", 33, 3),
    Return("Singapore T2", "bag_damaged", 9, 4),
)
SAID = (
    Said("Singapore T2", "bag_damaged", 11,
         "I take it to the workshop myself, and I ring you when the wheel turns again.", True,
         "Singapore T2", "Helen Sim"),
    Said("Heathrow", "delay_overnight", 8,
         "You have waited long enough. I stay here until your room is booked.", True,
         "United Kingdom", "Fiona Garrick"),
    Said("Nairobi", "bag_delayed_6h", 6,
         "Tonight you buy what you need and we pay. The worry is ours now.", False,
         "Nairobi", "Samuel Kiprono"),
    Said("Nairobi", "bag_delayed_6h", 1.2,
         "I would be angry too. This is what I do in the next ten minutes.", True),
)  # fmt: skip


def plan_wording(stage: Stage) -> None:
    """Plan those that lie within the days of work."""
    for number, each in enumerate(RETURNS, start=1):
        first = in_the_morning(stage.at - timedelta(days=each.days)) + timedelta(hours=5)
        if first > stage.first_day_at:
            problem_id = stage.keys.problems[each.problem]
            for moment in (first, first + timedelta(days=each.after)):
                plan_case(stage, each.office, problem_id, moment, reference=f"return {number}")
    for said in SAID:
        moment = stage.at - timedelta(days=said.days)
        if moment > stage.first_day_at:
            _plan_said(stage, said, moment)


def _plan_said(stage: Stage, said: Said, moment: datetime) -> None:
    def write(told: Told) -> None:
        stage.timeline.plan(told.at + SOON, lambda at: _write(stage, said, told, at))

    plan_case(stage, said.office, stage.keys.problems[said.problem], moment, then=write)


def _write(stage: Stage, said: Said, told: Told, at: datetime) -> None:
    exemplar_id = exemplars.write_down(
        stage.session, told.asker, escalation_id=told.escalation_id, words=said.words,
        is_named=said.is_named, at=at,
    )  # fmt: skip
    if said.by:
        stage.timeline.plan(at + NEXT_DAY, lambda at: exemplars.promote(
            stage.session, stage.viewers[said.by], exemplar_id=exemplar_id,
            place_id=stage.places[said.place], at=at,
            version=stage.session.get_one(Exemplar, exemplar_id).version,
        ))  # fmt: skip
