"""Deciding items: what follows, what freezes, and who is first."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from db.commands import agenda, decisions, huddles, responses
from db.commands.decisions import Decided
from db.queries.huddle_items import ItemView
from db.rules.refusals import Conflict, NotPermitted, Refusal
from db.rules.words import (
    ActionKind,
    CauseClass,
    Fault,
    ItemKind,
    ItemOutcome,
    Origin,
    ResponseState,
)
from db.tables.huddles import Action, Topic
from db.tables.problems import Problem, ProblemMention
from db.tables.responses import Briefing, Rehearsal, Response
from tests.databases import Database
from tests.huddle_cases import (
    TODAY,
    a_huddle,
    a_running_huddle,
    decide_all,
    item_of_kind,
    seen,
    yesterdays_asks,
)
from tests.world import NOW, World, world

DUE = TODAY + timedelta(days=5)
NOTED = Decided(ItemOutcome.DECISION, "The desk gives a hotel night.")


def _decide(
    session: Session, made: World, item: ItemView, decided: Decided, who: str = "Nairobi manager"
) -> int | None:
    return decisions.decide(
        session, made.viewers[who], item_id=item.id, decided=decided, version=item.version, at=NOW
    )


def _running(session: Session) -> tuple[World, int]:
    made = world(session)
    yesterdays_asks(session, made)
    return made, a_running_huddle(session, made)


class TestDecide:
    def test_freezes_the_item_with_who_and_when(self, database: Database) -> None:
        with database.doors.writing() as session:
            made, key = _running(session)
            _decide(session, made, seen(session, made, key).items[0], NOTED)
            item = seen(session, made, key).items[0]
            assert (item.outcome, item.outcome_text) == (ItemOutcome.DECISION, NOTED.text)
            assert (item.decided_by, item.decided_at, item.is_answered) == (
                "Nairobi manager", NOW, True,
            )  # fmt: skip

    def test_leaves_an_action_with_owner_and_date(self, database: Database) -> None:
        with database.doors.writing() as session:
            made, key = _running(session)
            owner = made.people["Nairobi staff"]
            wanted = Decided(ItemOutcome.LIMIT_PROPOSED, "Desk up to KES 22,000.", owner, DUE)
            action_id = _decide(session, made, seen(session, made, key).items[0], wanted)
            action = session.get_one(Action, action_id)
            assert (action.kind, action.text) == (ActionKind.CHANGE_A_LIMIT, wanted.text)
            assert (action.owner_id, action.due_on, action.huddle_id) == (owner, DUE, key)

    @pytest.mark.parametrize(
        ("decided", "sentence"),
        [
            (Decided(ItemOutcome.DECISION, " "), "Write what was agreed"),
            (Decided(ItemOutcome.ACTION, "Call."), "without an owner"),
            (Decided(ItemOutcome.DECISION, "So.", None, DUE), "together, or neither"),
            (Decided(ItemOutcome.CARRIED_OVER, "Later."), "under Later"),
            (Decided(ItemOutcome.RESPONSE_AGREED, "These words."), "which response"),
            (Decided(ItemOutcome.INFORMATION, "So.", took_part=3), "Only a drill"),
            (Decided(ItemOutcome.DECISION, "x" * 4001), "at most 4,000"),
        ],
    )
    def test_refuses_what_lacks_something(
        self, database: Database, decided: Decided, sentence: str
    ) -> None:
        with database.doors.writing() as session:
            made, key = _running(session)
            item = seen(session, made, key).items[0]
            with pytest.raises(Refusal, match=sentence):
                _decide(session, made, item, decided)
            assert seen(session, made, key).items[0].decided_at is None

    def test_takes_today_as_a_due_date_and_not_yesterday(self, database: Database) -> None:
        with database.doors.writing() as session:
            made, key = _running(session)
            owner = made.people["Nairobi staff"]
            late = Decided(ItemOutcome.ACTION, "Call.", owner, TODAY - timedelta(days=1))
            item = seen(session, made, key).items[0]
            with pytest.raises(Refusal, match="before the huddle"):
                _decide(session, made, item, late)
            assert _decide(session, made, item, replace(late, due_on=TODAY)) is not None

    def test_does_nothing_twice(self, database: Database) -> None:
        with database.doors.writing() as session:
            made, key = _running(session)
            wanted = Decided(ItemOutcome.ACTION, "Call.", made.people["Nairobi staff"], DUE)
            item = seen(session, made, key).items[0]
            _decide(session, made, item, wanted)
            assert _decide(session, made, item, wanted) is None
            assert len(list(session.scalars(select(Action)))) == 1

    def test_tells_the_second_manager_who_was_first(self, database: Database) -> None:
        with database.doors.writing() as session:
            made, key = _running(session)
            item = seen(session, made, key).items[0]
            _decide(session, made, item, NOTED, who="Nairobi duty")
            with pytest.raises(Conflict, match="already decided by Nairobi duty: decision"):
                _decide(session, made, item, NOTED)

    def test_refuses_an_item_that_changed_meanwhile(self, database: Database) -> None:
        with database.doors.writing() as session:
            made, key = _running(session)
            item = seen(session, made, key).items[0]
            agenda.later(
                session, made.viewers["Nairobi duty"], item_id=item.id, version=item.version,
                at=NOW,
            )  # fmt: skip
            with pytest.raises(Conflict, match="changed meanwhile"):
                _decide(session, made, item, NOTED)

    @pytest.mark.parametrize("who", ["Mombasa manager", "Nairobi staff", "Jakarta staff"])
    def test_is_for_those_who_lead(self, database: Database, who: str) -> None:
        with database.doors.writing() as session:
            made, key = _running(session)
            item = seen(session, made, key).items[0]
            with pytest.raises(NotPermitted):
                _decide(session, made, item, NOTED, who=who)

    def test_waits_for_the_start(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            item = seen(session, made, a_huddle(session, made)).items[0]
            with pytest.raises(Refusal, match="still a draft"):
                _decide(session, made, item, NOTED)

    def test_by_two_at_once_lets_one_win(self, database: Database) -> None:
        with database.doors.writing() as session:
            made, key = _running(session)
            item = seen(session, made, key).items[0]
        said: list[str] = []
        barrier = threading.Barrier(2)

        def decide(who: str) -> None:
            barrier.wait()
            try:
                with database.doors.writing() as session:
                    _decide(session, made, item, replace(NOTED, text=who), who=who)
                said.append("kept")
            except Conflict as conflict:
                said.append(str(conflict))

        names = ("Nairobi manager", "Nairobi duty")
        both = [threading.Thread(target=decide, args=(name,)) for name in names]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
        assert sorted("already decided by" in words for words in said) == [False, True]
        with database.doors.reading() as session:
            assert seen(session, made, key).items[0].outcome_text in names


class TestDecidedItems:
    @pytest.mark.parametrize(
        "change", ["title = 'other'", "outcome_text = 'other'", "decided_at = NULL, outcome = NULL"]
    )
    def test_freeze_against_raw_statements(self, database: Database, change: str) -> None:
        with database.doors.writing() as session:
            made, key = _running(session)
            item = seen(session, made, key).items[0]
            _decide(session, made, item, NOTED)
        with (
            pytest.raises(DatabaseError, match="never edited"),
            database.doors.writing() as session,
        ):
            session.execute(text(f"UPDATE agenda_items SET {change} WHERE id = {item.id}"))  # noqa: S608 - our own words.

    def test_are_never_deleted(self, database: Database) -> None:
        with database.doors.writing() as session:
            made, key = _running(session)
            item = seen(session, made, key).items[0]
        with pytest.raises(DatabaseError, match="deleted"), database.doors.writing() as session:
            session.execute(text("DELETE FROM agenda_items WHERE id = :id"), {"id": item.id})


class TestAgreeingAResponse:
    def test_supersedes_the_former_and_briefs_those_present(self, database: Database) -> None:
        with database.doors.writing() as session:
            made, key = _running(session)
            manager = made.viewers["Nairobi manager"]
            problem = made.problems["Missed connection"]
            words = {"opening_words": "You will fly today."}
            first = responses.propose(
                session, manager, problem_id=problem, place_id=made.places["Nairobi"],
                words=words, at=NOW,
            )  # fmt: skip
            responses.agree(session, manager, response_id=first, huddle_id=None, at=NOW)
            second = responses.propose(
                session, manager, problem_id=problem, place_id=made.places["Nairobi"],
                words={"opening_words": "I have your seat."}, at=NOW,
            )  # fmt: skip
            item = seen(session, made, key).items[0]
            assert item.card is not None
            assert item.proposed is not None
            assert (item.card.response_id, item.proposed.response_id) == (first, second)
            agreed = Decided(ItemOutcome.RESPONSE_AGREED, "These words.", response_id=second)
            _decide(session, made, item, agreed)
            decide_all(session, made, key)
            huddles.close(session, manager, huddle_id=key, at=NOW)
            states = [session.get_one(Response, each).state for each in (first, second)]
            assert states == [ResponseState.SUPERSEDED, ResponseState.AGREED]
            assert session.get_one(Response, second).agreed_huddle_id == key
            # The global words stay as they are beside the local ones.
            global_one = session.get_one(Response, made.responses["Missed connection"])
            assert global_one.state is ResponseState.AGREED
            briefed = set(session.execute(select(Briefing.person_id, Briefing.response_id)))
            assert {tuple(row) for row in briefed} == {
                (made.people["Nairobi manager"], second), (made.people["Nairobi staff"], second),
            }  # fmt: skip

    def test_refuses_the_response_of_another_problem(self, database: Database) -> None:
        with database.doors.writing() as session:
            made, key = _running(session)
            other = Decided(
                ItemOutcome.RESPONSE_AGREED, "No.", response_id=made.responses["Bag delayed"]
            )
            with pytest.raises(Refusal, match="which response"):
                _decide(session, made, seen(session, made, key).items[0], other)


class TestDrill:
    def test_is_a_rehearsal_with_its_numbers(self, database: Database) -> None:
        with database.doors.writing() as session:
            made, key = _running(session)
            item = item_of_kind(seen(session, made, key), "drill")
            told = Decided(ItemOutcome.INFORMATION, "", took_part=6, gave_agreed_words=5)
            _decide(session, made, item, told)
            rehearsal = session.scalars(select(Rehearsal)).one()
            assert (rehearsal.took_part, rehearsal.gave_agreed_words) == (6, 5)
            assert rehearsal.problem_id == item.problem_id
            frozen = item_of_kind(seen(session, made, key), "drill")
            assert frozen.outcome_text == "5 of 6 gave the agreed words."
            assert frozen.is_answered is True

    @pytest.mark.parametrize(("took_part", "gave"), [(0, 0), (3, 4), (3, -1)])
    def test_refuses_numbers_that_cannot_be(
        self, database: Database, took_part: int, gave: int
    ) -> None:
        with database.doors.writing() as session:
            made, key = _running(session)
            item = item_of_kind(seen(session, made, key), "drill")
            told = Decided(
                ItemOutcome.INFORMATION, "So.", took_part=took_part, gave_agreed_words=gave
            )
            with pytest.raises(Refusal, match="no more give the words"):
                _decide(session, made, item, told)


class TestPuttingOff:
    def test_later_moves_to_the_end(self, database: Database) -> None:
        with database.doors.writing() as session:
            made, key = _running(session)
            before = seen(session, made, key).items
            agenda.later(
                session, made.viewers["Nairobi manager"], item_id=before[0].id,
                version=before[0].version, at=NOW,
            )  # fmt: skip
            after = [item.id for item in seen(session, made, key).items]
            assert after == [*(item.id for item in before[1:]), before[0].id]

    def test_carrying_over_brings_it_to_the_next_huddle_once(self, database: Database) -> None:
        tomorrow = NOW + timedelta(days=1)
        with database.doors.writing() as session:
            made, key = _running(session)
            manager = made.viewers["Nairobi manager"]
            item = item_of_kind(seen(session, made, key), "imagine")
            agenda.carry_over(
                session, manager, item_id=item.id, why="Needs the hotel list.",
                version=item.version, at=NOW,
            )  # fmt: skip
            decide_all(session, made, key)
            huddles.close(session, manager, huddle_id=key, at=NOW)
            keys = [
                huddles.prepare(
                    session,
                    manager,
                    place_id=made.places["Nairobi"],
                    held_on=date(2026, 11, 19),
                    name=name,
                    at=tomorrow,
                )
                for name in ("Morning", "Evening")
            ]
            carried = item_of_kind(seen(session, made, keys[0]), "carried_over")
            assert carried.title == item.title
            assert carried.facts == "Carried over from 18 Nov: Needs the hotel list."
            assert carried.origin is Origin.IMAGINED
            again = {each.kind for each in seen(session, made, keys[1]).items}
            assert ItemKind.CARRIED_OVER not in again

    def test_dropping_asks_for_a_reason(self, database: Database) -> None:
        with database.doors.writing() as session:
            made, key = _running(session)
            manager = made.viewers["Nairobi manager"]
            item = seen(session, made, key).items[0]
            with pytest.raises(Refusal, match="Write why"):
                agenda.drop(
                    session, manager, item_id=item.id, why=" ", version=item.version, at=NOW
                )
            agenda.drop(
                session, manager, item_id=item.id, why="Answered by mail.", version=item.version,
                at=NOW,
            )  # fmt: skip
            decide_all(session, made, key)
            huddles.close(session, manager, huddle_id=key, at=NOW)
            mentioned = set(session.scalars(select(ProblemMention.problem_id)))
            assert made.problems["Missed connection"] not in mentioned


class TestAddingItems:
    def test_takes_the_same_words_once(self, database: Database) -> None:
        with database.doors.writing() as session:
            made, key = _running(session)
            manager = made.viewers["Nairobi manager"]
            keys = {
                agenda.add_item(
                    session,
                    manager,
                    huddle_id=key,
                    text="Lift is broken",
                    origin=Origin.REAL,
                    at=NOW,
                )
                for _ in range(2)
            }
            assert len(keys) == 1
            assert seen(session, made, key).items[-1].title == "Lift is broken"
            assert list(session.scalars(select(Topic))) == []


class TestRecordingAProblem:
    def test_ties_it_to_the_item_with_its_origin(self, database: Database) -> None:
        with database.doors.writing() as session:
            made, key = _running(session)
            item = seen(session, made, key).items[1]
            assert item.problem_id is None
            problem_id = agenda.record_problem(
                session, made.viewers["Nairobi manager"], item_id=item.id, title="Animal at gate",
                origin=Origin.REAL, cause_class=CauseClass.CUSTOMER_ACTION, fault=Fault.NOBODY,
                version=item.version, at=NOW,
            )  # fmt: skip
            problem = session.get_one(Problem, problem_id)
            assert (problem.origin, problem.place_id) == (Origin.REAL, made.places["Nairobi"])
            assert seen(session, made, key).items[1].problem_id == problem_id
            decide_all(session, made, key)
            huddles.close(session, made.viewers["Nairobi manager"], huddle_id=key, at=NOW)
            mention = session.scalars(
                select(ProblemMention).where(ProblemMention.problem_id == problem_id)
            ).one()
            assert mention.is_answered is False
