"""Ladders with skills, hours at which nobody is meant to come, and repeats."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from sqlalchemy.orm import Session

from db.commands.escalations import move_up, pass_on
from db.commands.ladder_steps import Step, set_ladder
from db.commands.skills import set_skills
from db.queries.replays import unlike_their_events
from db.queries.skills import recorded_skills, skills_of
from db.rules.refusals import NotPermitted, Refusal
from db.rules.viewers import system
from db.rules.words import EventKind, PassOnReason
from tests.counter_cases import LATER, asked, events, kinds, row
from tests.databases import Database
from tests.world import NOW, World, world

NIGHT = "The morning team answers"


def _ladder(session: Session, made: World, *steps: Step, repeats: int = 0) -> None:
    set_ladder(session, made.viewers["Nairobi duty"], place_id=made.places["Nairobi"],
               steps=steps, repeats=repeats, at=NOW)  # fmt: skip


def _called(session: Session, made: World, key: int) -> list[str]:
    names = {person_id: name for name, person_id in made.people.items()}
    return [names[each.to_person_id] for each in events(session, key) if each.to_person_id]


class TestASkill:
    def test_calls_whoever_has_it_before_a_grade(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            manager, duty = made.viewers["Nairobi manager"], made.people["Nairobi duty"]
            set_skills(session, manager, person_id=duty, skills=["Angry  customers"], at=NOW)
            assert recorded_skills(session) == ["angry customers"]
            _ladder(session, made, Step(60, skill="angry customers"),
                    Step(60, grade_id=made.grades["shift manager"]))  # fmt: skip
            key = asked(session, made)
            assert _called(session, made, key) == ["Nairobi duty"]
            move_up(session, system(), at=NOW + timedelta(seconds=60))
            assert _called(session, made, key) == ["Nairobi duty", "Nairobi manager"]

    def test_is_recorded_by_a_manager_of_the_person(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            wanted = made.people["Nairobi duty"]
            for who in ("Nairobi staff", "Mombasa manager"):
                with pytest.raises(NotPermitted):
                    set_skills(session, made.viewers[who], person_id=wanted, skills=["safety"],
                               at=NOW)  # fmt: skip
            manager = made.viewers["Nairobi manager"]
            with pytest.raises(Refusal, match="Record at most 12"):
                set_skills(session, manager, person_id=wanted, at=NOW,
                           skills=[str(number) for number in range(13)])  # fmt: skip
            for skills in (["Safety", "safety"], []):
                set_skills(session, manager, person_id=wanted, skills=skills, at=NOW)
                assert skills_of(session, [wanted]).get(wanted, set()) == set(skills[1:])


class TestClosedOnPurpose:
    # It is 12:30 in Nairobi at NOW.
    @pytest.mark.parametrize(
        ("begins", "ends", "opens"),
        [
            (time(12, 30), time(14), timedelta(hours=1, minutes=30)),
            (time(22), time(12, 31), timedelta(minutes=1)),
            (None, None, None),
        ],
    )
    def test_is_said_and_rests_until_the_hours_are_over(
        self, database: Database, begins: time | None, ends: time | None, opens: timedelta | None
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            closed = Step(60, closed_reason=NIGHT, closed_from=begins, closed_until=ends)
            after = [Step(60, grade_id=made.grades["shift manager"])] if begins else []
            _ladder(session, made, closed, *after)
            key = asked(session, made)
            found = row(session, key)
            assert (found.offered_to_id, found.move_up_at) == (None, opens and NOW + opens)
            last = events(session, key)[-1]
            assert last.kind is EventKind.SKIPPED
            assert last.note.startswith("Closed on purpose")
            assert last.note.endswith(NIGHT)
            if opens:
                move_up(session, system(), at=NOW + opens)
                assert _called(session, made, key) == ["Nairobi manager"]
            assert EventKind.UNANSWERED not in kinds(session, key)
            assert list(unlike_their_events(session, system())) == []

    @pytest.mark.parametrize(
        ("begins", "ends"), [(time(12, 31), time(14)), (time(9), time(12, 30))]
    )
    def test_is_nothing_outside_its_hours(
        self, database: Database, begins: time, ends: time
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            closed = Step(60, closed_reason=NIGHT, closed_from=begins, closed_until=ends)
            _ladder(session, made, closed, Step(60, grade_id=made.grades["shift manager"]))
            key = asked(session, made)
            assert kinds(session, key) == [EventKind.ASKED, EventKind.OFFERED]


class TestRepeats:
    def test_ask_the_silent_again_and_not_those_who_declined(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            _ladder(session, made, Step(60, grade_id=made.grades["shift manager"]), repeats=1)
            key = asked(session, made)
            pass_on(session, made.viewers["Nairobi manager"], escalation_id=key,
                    reason=PassOnReason.IN_A_MEETING, at=LATER)  # fmt: skip
            for number in range(1, 6):
                move_up(session, system(), at=LATER + timedelta(minutes=number))
            called = _called(session, made, key)
            assert called == ["Nairobi manager", "Nairobi duty", "Nairobi duty"]
            found = row(session, key)
            assert (found.offered_to_id, found.move_up_at, found.ladder_round) == (None, None, 1)
            assert list(unlike_their_events(session, system())) == []

    def test_wait_a_step_when_a_whole_round_found_nobody(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            person_id = made.people["Africa regional"]
            _ladder(session, made, Step(90, person_id=person_id), repeats=2)
            key = asked(session, made)
            for number in range(1, 6):
                assert row(session, key).move_up_at == (
                    NOW + number * timedelta(seconds=90) if number < 3 else None
                )
                move_up(session, system(), at=NOW + number * timedelta(seconds=90))
            assert kinds(session, key).count(EventKind.SKIPPED) == 3


class TestSetLadder:
    def test_refuses_nonsense_in_one_sentence(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            duty = Step(60, person_id=made.people["Nairobi duty"])
            always = Step(60, closed_reason=NIGHT)
            cases: list[tuple[list[Step], int, str]] = [
                ([always, duty], 0, "step 2 would never be asked"),
                ([duty, duty], 0, "Step 2 stands in the ladder already"),
                ([always], 1, "calls nobody cannot begin again"),
                ([duty], 6, "at most 5 times"),
                ([Step(60, skill="juggling")], 0, "Nobody has the skill"),
                ([Step(60, closed_reason=NIGHT, closed_from=time(9))], 0, "one of two hours"),
                ([Step(60, closed_reason=NIGHT, closed_from=time(9), closed_until=time(9))], 0,
                 "begins and ends at 09:00"),
                ([Step(60, closed_reason=" ")], 0, "is empty"),
            ]  # fmt: skip
            for steps, repeats, sentence in cases:
                with pytest.raises(Refusal, match=sentence):
                    _ladder(session, made, *steps, repeats=repeats)
