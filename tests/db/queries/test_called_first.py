"""P48: the card names the person whom the ask is then offered to, whatever decides about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from decimal import Decimal

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from db.commands import asks, caps
from db.commands.asks import Ask
from db.queries import counter
from db.queries.card_asks import reason_for
from db.queries.counter import Card
from db.queries.places import row as place_row
from db.rules.cap_lines import CapLine
from db.rules.money import Money
from db.rules.words import Answer, AvailabilityState, CapHolder, CapPeriod
from db.tables.cover import Availability, Cover
from db.tables.escalations import LadderStep
from db.tables.people import PersonSkill
from db.tables.places import Place
from db.tables.problems import Problem
from tests.counter_cases import kes, row
from tests.databases import Database
from tests.world import NOW, World, world

STAFF, MANAGER, DUTY = "Nairobi staff", "Nairobi manager", "Nairobi duty"
SKILL = "complaints in portuguese"
ABOVE_THE_AGENT, ABOVE_THE_MANAGER = kes("15000"), kes("50000")
Change = Callable[[Session, World], None]


def card_for(session: Session, made: World, worth: Money, *, reference: str = "") -> Card:
    place = place_row(session.get_one(Place, made.places["Nairobi"]))
    return counter.card(
        session, made.viewers[STAFF], place=place, problem_id=made.problems["Bag delayed"],
        remedy_id=made.remedies["Refund"], asked=worth, now=NOW, reference=reference,
    )  # fmt: skip


def offered(session: Session, made: World, card: Card, worth: Money, reference: str = "") -> str:
    """Whom the ask is offered to that a tap on the card's button makes."""
    key = asks.ask(
        session, made.viewers[STAFF], place_id=made.places["Nairobi"], submit_key="tap", at=NOW,
        asks=Ask(card.problem_id, "", reason_for(card, worth), made.remedies["Refund"], worth,
                 customer_reference=reference),
    )  # fmt: skip
    found = row(session, key).offered_to_id
    return next((name for name, person in made.people.items() if person == found), "")


def _skilled(session: Session, made: World, *names: str) -> None:
    session.get_one(Problem, made.problems["Bag delayed"]).skill = SKILL
    session.add_all(PersonSkill(person_id=made.people[who], skill=SKILL) for who in names)


def _step(session: Session, made: World, **step: object) -> None:
    session.add(
        LadderStep(place_id=made.places["Nairobi"], position=1, time_out_seconds=60, **step)
    )


def _nothing(session: Session, made: World) -> None:
    """The world as it is: the lowest grade that may decide."""


def _skill_of_duty(session: Session, made: World) -> None:
    _skilled(session, made, DUTY, "Mombasa duty", "Nairobi senior")


def _skill_without_authority(session: Session, made: World) -> None:
    _skilled(session, made, MANAGER)


def _a_named_person(session: Session, made: World) -> None:
    _step(session, made, person_id=made.people[DUTY])


def _any_grade(session: Session, made: World) -> None:
    _step(session, made, grade_id=made.grades["shift manager"])


def _in_a_meeting(session: Session, made: World) -> None:
    session.add(
        Availability(person_id=made.people[MANAGER], state=AvailabilityState.IN_A_MEETING,
                     since=NOW)
    )  # fmt: skip


def _not_for_juniors(session: Session, made: World) -> None:
    problem = session.get_one(Problem, made.problems["Bag delayed"])
    problem.minimum_grade_id = made.grades["duty manager"]


def _spent(session: Session, made: World) -> None:
    """A cap that binds shift managers only, and leaves them less than is asked for."""
    line = CapLine(CapHolder.PERSON, CapPeriod.DAY, amount=Decimal(12_000), currency="KES",
                   grade_id=made.grades["shift manager"])  # fmt: skip
    caps.publish(
        session, made.viewers["Africa regional"], place_id=made.places["Nairobi"], line=line,
        note="No more.", in_force_from=NOW, submit_key="cap", at=NOW,
    )  # fmt: skip


CASES: list[tuple[str, Change, Money, str]] = [
    ("the lowest grade", _nothing, ABOVE_THE_AGENT, MANAGER),
    ("enough authority", _nothing, ABOVE_THE_MANAGER, DUTY),
    ("the skill", _skill_of_duty, ABOVE_THE_AGENT, DUTY),
    ("the skill alone", _skill_without_authority, ABOVE_THE_MANAGER, DUTY),
    ("a named person", _a_named_person, ABOVE_THE_AGENT, DUTY),
    ("any grade, by authority", _any_grade, ABOVE_THE_MANAGER, DUTY),
    ("any grade", _any_grade, ABOVE_THE_AGENT, MANAGER),
    ("who can come", _in_a_meeting, ABOVE_THE_AGENT, DUTY),
    ("the grade of the problem", _not_for_juniors, ABOVE_THE_AGENT, DUTY),
    ("what a cap leaves", _spent, ABOVE_THE_AGENT, DUTY),
]


class TestTheCardAndTheAsk:
    @pytest.mark.parametrize(
        ("change", "worth", "who"), [each[1:] for each in CASES], ids=[each[0] for each in CASES]
    )
    def test_name_the_same_person(
        self, database: Database, change: Change, worth: Money, who: str
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            change(session, made)
            card = card_for(session, made, worth, reference="AB 12")
            assert card.answer is Answer.AMBER
            assert card.called is not None
            assert (card.called.name, card.called.covers) == (who, True)
            assert offered(session, made, card, worth, "AB 12") == who

    def test_name_whom_the_ladder_asks_first_although_another_decides(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            _step(session, made, person_id=made.people[MANAGER])
            card = card_for(session, made, ABOVE_THE_MANAGER)
            assert card.called is not None
            assert (card.called.name, card.called.covers) == (MANAGER, False)
            assert next(each.name for each in card.who_may if each.covers) == DUTY
            assert offered(session, made, card, ABOVE_THE_MANAGER) == MANAGER

    def test_name_nobody_while_the_ladder_rests(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            # The world's moment is 12:30 in Nairobi.
            _step(session, made, closed_reason="Training", closed_from=time(12),
                  closed_until=time(13))  # fmt: skip
            card = card_for(session, made, ABOVE_THE_AGENT)
            assert card.called is None
            assert offered(session, made, card, ABOVE_THE_AGENT) == ""

    def test_name_nobody_where_nobody_is_on_duty(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            session.execute(update(Cover).values(ends_at=NOW))
            card = card_for(session, made, ABOVE_THE_AGENT)
            assert (card.answer, card.called) == (Answer.RED, None)
            assert offered(session, made, card, ABOVE_THE_AGENT) == ""


class TestAGreenCard:
    def test_asks_nothing_of_the_ladder(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            _skilled(session, made, DUTY)
            card = card_for(session, made, kes("10000"))
            assert (card.answer, card.called) == (Answer.GREEN, None)
