"""A problem that names a skill goes first to whoever on duty has it and enough authority."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from sqlalchemy.orm import Session

from db.access import system
from db.commands.escalations import move_up
from db.commands.problems import change
from db.queries.ladders import DEFAULT_TIME_OUT_SECONDS
from db.queries.problems import problem as problem_view
from db.rules.problems import Facts, Flags
from db.rules.words import EventKind
from db.tables.escalations import LadderStep
from db.tables.people import PersonSkill
from db.tables.problems import Problem
from tests.counter_cases import asked, events, row
from tests.databases import Database
from tests.world import NOW, World, world

SKILL = "complaints in portuguese"
MANAGER, DUTY = "Nairobi manager", "Nairobi duty"
TIME_OUT = timedelta(seconds=DEFAULT_TIME_OUT_SECONDS)


def named(session: Session, made: World, *skilled: str) -> None:
    """A delayed bag is for those with the skill, who are these."""
    session.get_one(Problem, made.problems["Bag delayed"]).skill = SKILL
    session.add_all(PersonSkill(person_id=made.people[who], skill=SKILL) for who in skilled)
    session.flush()


def offered(session: Session, key: int, made: World) -> str:
    found = row(session, key).offered_to_id
    return next((name for name, person in made.people.items() if person == found), "")


def notes(session: Session, key: int) -> list[str]:
    return [each.note for each in events(session, key) if each.kind is EventKind.SKIPPED]


class TestASkill:
    def test_comes_before_the_lowest_grade(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            named(session, made, DUTY, "Mombasa duty", "Nairobi staff")
            assert offered(session, asked(session, made), made) == DUTY
            # Of another problem, and of one that nobody thought of, it says nothing.
            other = asked(session, made, key="two", problem_id=made.problems["Missed connection"])
            assert offered(session, other, made) == MANAGER
            new = asked(session, made, key="three", problem_id=None, words="A parrot")
            assert offered(session, new, made) == MANAGER

    def test_comes_before_the_offices_own_ladder(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            named(session, made, DUTY)
            session.add(
                LadderStep(place_id=made.places["Nairobi"], position=1, time_out_seconds=60,
                           person_id=made.people[MANAGER])
            )  # fmt: skip
            key = asked(session, made)
            assert offered(session, key, made) == DUTY
            move_up(session, system(), at=NOW + TIME_OUT)
            assert offered(session, key, made) == MANAGER
            # It is over once: a step that was passed is not looked at again.
            move_up(session, system(), at=NOW + 2 * TIME_OUT)
            assert notes(session, key) == [f"{SKILL}: nobody", "step 1: nobody"]

    @pytest.mark.parametrize(("amount", "who"), [("40000", MANAGER), ("40000.01", DUTY)])
    def test_is_not_enough_without_authority(
        self, database: Database, amount: str, who: str
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            named(session, made, MANAGER)
            key = asked(session, made, amount)
            assert offered(session, key, made) == who
            assert notes(session, key) == ([] if who == MANAGER else [f"{SKILL}: nobody"])

    def test_that_nobody_on_duty_has_is_skipped_at_once_and_logged(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            named(session, made, "Nairobi staff")
            key = asked(session, made)
            assert (offered(session, key, made), notes(session, key)) == (
                MANAGER, [f"{SKILL}: nobody"],
            )  # fmt: skip

    def test_calls_nobody_while_the_ladder_rests(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            named(session, made, DUTY)
            # The world's moment is 12:30 in Nairobi.
            session.add(
                LadderStep(place_id=made.places["Nairobi"], position=1, closed_reason="Training",
                           closed_from=time(12), closed_until=time(13), time_out_seconds=60)
            )  # fmt: skip
            key = asked(session, made)
            assert offered(session, key, made) == ""
            move_up(session, system(), at=NOW + timedelta(minutes=30))
            assert offered(session, key, made) == DUTY


class TestTheProblem:
    def test_keeps_its_skill_and_gives_it_up(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            viewer = made.viewers["Administrator"]
            key = made.problems["Bag delayed"]
            for written, kept in (("Complaints  in Portuguese", SKILL), ("", "")):
                view = problem_view(session, viewer, problem_id=key)
                facts = view.facts
                change(
                    session, viewer, problem_id=key, version=view.version, at=NOW,
                    facts=Facts(facts.title, facts.origin, facts.cause_class, facts.fault,
                                flags=Flags(skill=written)),
                )  # fmt: skip
                assert problem_view(session, viewer, problem_id=key).facts.flags.skill == kept
