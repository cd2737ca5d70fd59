"""Whether each escalation is what its events add up to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from db.__main__ import main
from db.commands.escalations import pass_on, with_customer
from db.commands.resolutions import Resolution, resolve
from db.queries.replays import AT_ONCE, unlike_their_events
from db.rules.viewers import system
from db.rules.words import EscalationState, EventKind, Outcome, PassOnReason
from db.tables.escalations import Escalation, EscalationEvent
from tests.counter_cases import LATER, asked, kes, taken
from tests.databases import Database
from tests.world import NOW, world

SOON = NOW + timedelta(minutes=5)


class TestUnlikeTheirEvents:
    def test_finds_nothing_where_rows_and_events_agree(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            manager = made.viewers["Nairobi manager"]
            key = taken(session, made, key="passed on")
            pass_on(session, manager, escalation_id=key, reason=PassOnReason.IN_A_MEETING, at=SOON)
            key = taken(session, made, key="resolved", customer_reference="B-17")
            with_customer(session, manager, escalation_id=key, at=SOON)
            how = Resolution(Outcome.PARTLY, False, made.remedies["Refund"], kes("17000.50"))
            resolve(session, manager, escalation_id=key, how=how, at=SOON)
            session.flush()
            assert list(unlike_their_events(session, system())) == []

    @pytest.mark.parametrize(
        "changed",
        [
            {"hand_offs": 2},
            {"state": EscalationState.WITH_CUSTOMER},
            {"acknowledged_at": SOON},
            {"offered_already": "Nothing at all"},
            {"granted_remedy_id": 1},
            {"outcome": Outcome.SETTLED},
            {"is_complete": True},
        ],
        ids=lambda changed: next(iter(changed)),
    )
    def test_names_each_column_that_differs(
        self, database: Database, changed: dict[str, object]
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = taken(session, made)
            asked(session, made, key="noise")
            session.execute(update(Escalation).where(Escalation.id == key).values(**changed))
            (found,) = unlike_their_events(session, system())
            assert (found.escalation_id, found.columns) == (key, tuple(changed))
            assert found.sentence.endswith(f"its events tell otherwise: {next(iter(changed))}")

    def test_finds_an_event_that_is_missing_and_one_that_cannot_be(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            missing, wrong = (asked(session, made, key=key) for key in ("one", "two"))
            for key, sequence, kind in (
                (missing, 4, EventKind.SKIPPED), (wrong, 3, EventKind.WITH_CUSTOMER),
            ):  # fmt: skip
                session.add(
                    EscalationEvent(escalation_id=key, sequence=sequence, kind=kind, at=LATER)
                )
            session.flush()
            found = list(unlike_their_events(session, system()))
            assert [each.flaw for each in found] == [
                "event 3 is missing", "with customer cannot follow while it is waiting",
            ]  # fmt: skip

    def test_goes_through_more_than_it_reads_at_once(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert AT_ONCE > 1
        monkeypatch.setattr("db.queries.replays.AT_ONCE", 2)
        with database.doors.writing() as session:
            made = world(session)
            keys = [asked(session, made, key=str(number)) for number in range(5)]
            session.execute(update(Escalation).values(hand_offs=9))
            found = [each.escalation_id for each in unlike_their_events(session, system())]
            assert found == keys

    def test_shows_a_viewer_their_own_only(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = asked(session, made)
            session.execute(update(Escalation).values(hand_offs=9))
            for who, seen in (("Nairobi manager", [key]), ("Asia regional", [])):
                found = unlike_their_events(session, made.viewers[who])
                assert [each.escalation_id for each in found] == seen


class TestVerify:
    def test_reports_a_row_that_differs_from_its_events(
        self, database: Database, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with database.doors.writing() as session:
            key = asked(session, world(session))
        assert main(("verify",), now=NOW) == 0
        with database.doors.writing() as session:
            session.execute(update(Escalation).values(hand_offs=9))
        assert main(("verify",), now=NOW) == 1
        said = capsys.readouterr().out
        assert f"escalation {key}: its events tell otherwise: hand_offs" in said
        assert "1 flaws were found." in said
