"""Minutes read; findings left, answered and closed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.commands import findings
from db.queries import findings as questions
from db.rules.refusals import Conflict, NotPermitted, Refusal
from db.rules.words import HuddleState
from db.tables.audit import AuditEntry
from db.tables.huddles import Huddle
from db.tables.minutes import Finding, ReadReceipt
from tests.databases import Database
from tests.db.signed_sets import sign_set
from tests.world import NOW, World, world

MONDAY, DUE = date(2026, 11, 16), date(2026, 11, 25)


def _leave(session: Session, made: World, minutes_id: int, **values: object) -> int:
    given: dict[str, object] = {
        "text": "Two actions have no owner. Name one for each.", "due_on": DUE, "at": NOW,
        "owner_id": made.people["Nairobi manager"], "submit_key": "one",
    }  # fmt: skip
    given.update(values)
    return findings.leave(
        session, made.viewers["Africa regional"], minutes_id=minutes_id, **given,  # type: ignore[arg-type]  # the values of one act
    )  # fmt: skip


class TestMarkRead:
    def test_leaves_one_receipt_and_moves_the_huddle(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = sign_set(session, made, "Nairobi", MONDAY)
            for _ in range(2):
                findings.mark_read(session, made.viewers["Africa regional"], minutes_id=key, at=NOW)
            assert len(session.scalars(select(ReadReceipt)).all()) == 1
            assert session.scalars(select(Huddle.state)).all() == [HuddleState.AUDITED]
            assert session.scalars(select(AuditEntry.act)).all() == ["minutes read"]

    @pytest.mark.parametrize("name", ["Nairobi manager", "Nairobi staff", "Asia regional"])
    def test_is_the_regions_act(self, database: Database, name: str) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = sign_set(session, made, "Nairobi", MONDAY)
            with pytest.raises(NotPermitted):
                findings.mark_read(session, made.viewers[name], minutes_id=key, at=NOW)


class TestLeave:
    def test_gives_the_first_finding_back_for_the_same_submit(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = sign_set(session, made, "Nairobi", MONDAY)
            assert _leave(session, made, key) == _leave(session, made, key, text="Another text")
            assert len(session.scalars(select(Finding)).all()) == 1
            assert len(session.scalars(select(ReadReceipt)).all()) == 1

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            ({"text": " "}, "The finding is empty"),
            ({"due_on": NOW.date()}, "due after today"),
            ({"owner_id": 999_999}, "an owner who manages Nairobi"),
            ({"item_position": 9}, "no such item in these minutes"),
        ],
    )
    def test_refuses_what_nobody_could_answer(
        self, embedded: Database, values: dict[str, object], sentence: str
    ) -> None:
        with embedded.doors.writing() as session:
            made = world(session)
            key = sign_set(session, made, "Nairobi", MONDAY)
            with pytest.raises(Refusal, match=sentence):
                _leave(session, made, key, **values)
            assert session.scalars(select(ReadReceipt)).all() == []

    def test_refuses_an_owner_of_another_office(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = sign_set(session, made, "Nairobi", MONDAY)
            with pytest.raises(Refusal, match="an owner who manages Nairobi"):
                _leave(session, made, key, owner_id=made.people["Mombasa manager"])
            owners = questions.owners_for(
                session, made.viewers["Africa regional"], place_id=made.places["Nairobi"]
            )
            assert [name for _, name in owners] == ["Nairobi duty", "Nairobi manager"]


class TestAnswer:
    def test_is_the_offices_and_closing_the_regions(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            finding = _leave(session, made, sign_set(session, made, "Nairobi", MONDAY))
            manager, regional = made.viewers["Nairobi manager"], made.viewers["Africa regional"]
            with pytest.raises(Refusal, match="has not answered this finding yet"):
                findings.close(session, regional, finding_id=finding, at=NOW)
            for name in ("Nairobi staff", "Mombasa manager", "Asia regional"):
                with pytest.raises(NotPermitted):
                    findings.answer(
                        session, made.viewers[name], finding_id=finding, text="Done", at=NOW
                    )
            findings.answer(session, manager, finding_id=finding, text="Ann and Ben.", at=NOW)
            with pytest.raises(NotPermitted):
                findings.close(session, manager, finding_id=finding, at=NOW)
            findings.close(session, regional, finding_id=finding, at=NOW)
            with pytest.raises(Conflict, match="closed already"):
                findings.answer(session, manager, finding_id=finding, text="Late", at=NOW)


class TestFindings:
    def test_show_open_ones_due_first_to_both_sides_only(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            minutes = sign_set(session, made, "Nairobi", MONDAY)
            later = _leave(session, made, minutes, due_on=DUE + timedelta(days=9), item_position=1)
            sooner = _leave(session, made, minutes, submit_key="two")
            for name in ("Nairobi manager", "Africa regional", "Administrator"):
                rows, total = questions.findings(session, made.viewers[name], now=NOW)
                assert ([row.id for row in rows], total) == ([sooner, later], 2)
            rows, _ = questions.findings(session, made.viewers["Nairobi manager"], now=NOW)
            assert rows[1].item_title == "Missed connection, our delay"
            for name in ("Nairobi staff", "Mombasa manager", "Asia regional"):
                assert questions.findings(session, made.viewers[name], now=NOW) == ([], 0)

    def test_say_what_is_overdue_and_find_words(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            _leave(session, made, sign_set(session, made, "Nairobi", MONDAY))
            manager = made.viewers["Nairobi manager"]
            late = NOW + timedelta(days=8)
            rows, _ = questions.findings(session, manager, words="OWNER nairobi", now=late)
            assert [row.is_overdue for row in rows] == [True]
            assert questions.findings(session, manager, words="50%", now=late) == ([], 0)
            assert questions.findings(session, manager, is_closed=True, now=late) == ([], 0)
