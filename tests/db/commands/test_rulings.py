"""Rulings: asked of the superior, answered, kept, and found; nothing of it is ever edited."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.commands import rulings
from db.queries import rulings as questions
from db.queries.searching import Found, find
from db.rules.refusals import NotPermitted, Refusal
from db.rules.rulings import CLOCK, PART, SAID, question_about, state_after
from db.rules.words import FoundKind, RulingEventKind, RulingState, Verdict
from db.tables.audit import AuditEntry
from db.tables.rulings import Ruling
from tests.databases import Database
from tests.world import NOW, World, world

LATER = NOW + timedelta(minutes=3)
WORDS = "Only beyond the convention's ceiling; say that we put it right."


def asked(session: Session, made: World, key: str = "one", who: str = "Nairobi staff") -> int:
    return rulings.ask(
        session, made.viewers[who], place_id=made.places["Nairobi"],
        problem_id=made.problems["Bag delayed"], submit_key=key, at=NOW,
        question="Bag delayed. Refund KES 15,000. Would this make us liable?",
    )  # fmt: skip


def answered(session: Session, made: World, key: str = "one") -> int:
    ruling_id = asked(session, made, key)
    rulings.answer(
        session, made.viewers["Nairobi manager"], ruling_id=ruling_id,
        verdict=Verdict.NOT_LIABLE, words=WORDS, at=LATER,
    )  # fmt: skip
    return ruling_id


class TestAsking:
    def test_starts_a_clock_and_is_one_question_however_often_it_is_sent(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert asked(session, made) == asked(session, made)
            manager, staff = made.viewers["Nairobi manager"], made.viewers["Nairobi staff"]
            rows = questions.waiting_rulings(session, manager)
            assert [(row.due_at - row.asked_at, row.may_answer) for row in rows] == [(CLOCK, True)]
            own = questions.waiting_rulings(session, staff)
            assert [(row.asker, row.may_answer) for row in own] == [("Nairobi staff", False)]

    def test_needs_words(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match="question is empty"):
                rulings.ask(
                    session, made.viewers["Nairobi staff"], place_id=made.places["Nairobi"],
                    problem_id=None, question="  ", submit_key="x", at=NOW,
                )  # fmt: skip

    def test_says_in_one_tap_what_it_is_about(self) -> None:
        assert question_about("Bag delayed", "Refund KES 5 ") == (
            "Bag delayed. Refund KES 5. Would this make us liable?"
        )
        assert question_about("Bag delayed", " ") == "Bag delayed. Would this make us liable?"


class TestAnswering:
    def test_is_kept_and_found_in_the_playbook_of_the_place(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            asked(session, made, "noise")
            key = answered(session, made)
            staff, other = made.viewers["Nairobi senior"], made.viewers["Mombasa staff"]
            [row] = questions.answered_rulings(session, staff, words="conventoin ceilling")
            assert (row.id, row.verdict, row.answer) == (key, Verdict.NOT_LIABLE, WORDS)
            assert row.answered_by == "Nairobi manager"
            assert Found(FoundKind.RULING, key, row.question) in find(
                session, staff, words="liable"
            )
            assert questions.answered_rulings(session, other) == []
            assert find(session, other, words="ceiling", kind=FoundKind.RULING) == []

    def test_is_for_a_higher_grade_than_the_askers(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = asked(session, made, who="Nairobi duty")
            for who in ("Nairobi manager", "Nairobi duty"):
                with pytest.raises(NotPermitted, match="superior"):
                    rulings.answer(
                        session, made.viewers[who], ruling_id=key, verdict=Verdict.LIABLE,
                        words="Yes.", at=LATER,
                    )  # fmt: skip
            rulings.answer(
                session, made.viewers["Africa regional"], ruling_id=key, verdict=Verdict.LIABLE,
                words="Yes.", at=LATER,
            )  # fmt: skip

    def test_happens_once(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = answered(session, made)
            with pytest.raises(Refusal, match="answered already"):
                rulings.answer(
                    session, made.viewers["Nairobi duty"], ruling_id=key, verdict=Verdict.LIABLE,
                    words="Yes.", at=LATER,
                )  # fmt: skip


class TestTakingBack:
    def test_of_a_question_is_for_its_asker(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = asked(session, made)
            for who in ("Nairobi senior", "Nairobi manager"):
                with pytest.raises(NotPermitted):
                    rulings.take_back(
                        session, made.viewers[who], ruling_id=key, words="No.", at=LATER
                    )
            staff = made.viewers["Nairobi staff"]
            rulings.take_back(session, staff, ruling_id=key, words="Solved.", at=LATER)
            assert questions.waiting_rulings(session, staff) == []
            assert questions.own_rulings(session, staff, since=NOW) == []

    def test_of_an_answer_opens_the_question_and_hides_the_answer(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = answered(session, made)
            with pytest.raises(NotPermitted):
                rulings.take_back(
                    session, made.viewers["Nairobi staff"], ruling_id=key, words="x", at=LATER
                )
            manager = made.viewers["Nairobi manager"]
            rulings.take_back(session, manager, ruling_id=key, words="It was wrong.", at=LATER)
            assert find(session, manager, words="ceiling", kind=FoundKind.RULING) == []
            assert [row.id for row in questions.waiting_rulings(session, manager)] == [key]
            told = questions.ruling_events(session, manager, ruling_id=key)
            assert [(each.kind, each.words) for each in told][1:] == [
                (RulingEventKind.ANSWERED, WORDS), (RulingEventKind.TAKEN_BACK, "It was wrong."),
            ]  # fmt: skip

    def test_ends_what_can_happen(self) -> None:
        for kind in RulingEventKind:
            with pytest.raises(Refusal):
                state_after(RulingState.TAKEN_BACK, kind)


class TestTheRecord:
    def test_keeps_every_step_in_the_audit_trail(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            answered(session, made)
            acts = session.scalars(select(AuditEntry.act).order_by(AuditEntry.sequence)).all()
            assert acts[-2:] == ["ruling asked", "ruling answered"]

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE ruling_events SET words = 'other'", "DELETE FROM ruling_events",
            "UPDATE rulings SET question = 'other'", "DELETE FROM rulings",
        ],
    )  # fmt: skip
    def test_cannot_be_edited_past_the_commands(self, database: Database, statement: str) -> None:
        with database.doors.writing() as session:
            answered(session, world(session))
        with pytest.raises(DBAPIError), database.doors.writing() as session:
            session.execute(text(statement))
        with pytest.raises(DBAPIError), database.doors.writing() as session:
            session.execute(delete(Ruling))

    def test_has_a_sentence_and_a_part_of_the_response_for_every_verdict(self) -> None:
        assert set(SAID) == set(PART) == set(Verdict)
