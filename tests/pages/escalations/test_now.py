"""The cards of Now: what the manager reads before they go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete

from db.commands import grants
from db.commands.grants import Given
from db.tables.cover import Cover
from db.tables.places import Closure
from tests.counter_cases import asked, kes, taken
from tests.databases import Database
from tests.pages.screens import run_screen, words_of
from tests.reopening_cases import REFERENCE, resolved
from tests.world import NOW, World, world

MANAGER, STAFF = "Nairobi manager", "Nairobi staff"
SCREEN = "escalations/now.py"


@pytest.fixture
def made(embedded: Database) -> World:
    with embedded.doors.writing() as session:
        return world(session)


class TestACard:
    def test_says_what_was_offered_received_and_may_be_decided(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            given = Given(made.remedies["Refund"], kes("5000"), None, customer_reference="AB-1234")
            grants.record(
                session, made.viewers[STAFF], place_id=made.places["Nairobi"], given=given,
                submit_key="given", at=NOW,
            )  # fmt: skip
            asked(session, made, customer_reference="ab 1234", offered_already="A *meal* voucher")
        screen = run_screen(monkeypatch, made.viewers[MANAGER], SCREEN)
        said = words_of(screen)
        assert ":gray[Offered already:] A \\*meal\\* voucher" in said
        assert ":gray[Received before:] Refund KES\u00a05,000, Nairobi, 18 Nov" in said
        assert "Nairobi staff may give up to KES\u00a010,000, not KES\u00a015,000" in said
        assert "You may decide up to KES\u00a040,000" in said

    def test_folds_the_response_with_its_words_filled_in(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            taken(session, made)
        screen = run_screen(monkeypatch, made.viewers[MANAGER], SCREEN)
        [response] = [each for each in screen.expander if "response to use" in each.label]
        told = response.markdown[0].value
        assert told.startswith("> **I am sorry about this\\: bag delayed\\.**")
        assert "We put it right now" in told
        assert "Never say" in told
        assert not response.proto.expanded

    def test_is_honest_about_what_nobody_thought_of(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            asked(session, made, None, problem_id=None, words="A parrot", remedy_id=None)
        screen = run_screen(monkeypatch, made.viewers[MANAGER], SCREEN)
        said = words_of(screen)
        assert "Nobody thought of this problem before" in said
        assert "No remedy is asked for" in said
        assert not [each for each in screen.expander if "response to use" in each.label]

    def test_of_what_others_hold_says_no_more_than_who_has_it(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            taken(session, made, "Nairobi duty")
        said = words_of(run_screen(monkeypatch, made.viewers[MANAGER], SCREEN))
        assert "Nairobi duty has it" in said
        assert "You may decide" not in said


class TestWhoIsOnDuty:
    def test_is_nobody_in_open_hours_and_closed_on_a_day_off(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            session.execute(delete(Cover))
        assert "Nobody who may decide" in words_of(
            run_screen(monkeypatch, made.viewers[MANAGER], SCREEN)
        )
        with embedded.doors.writing() as session:
            session.add(
                Closure(place_id=made.places["Nairobi"], closed_on=NOW.date(), reason="Stocktaking")
            )
        said = words_of(run_screen(monkeypatch, made.viewers[MANAGER], SCREEN))
        assert "Closed now, Stocktaking, opens Thursday 06\\:00" in said
        assert "Nobody who may decide" not in said

    def test_says_that_the_customer_came_back(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P30: the manager who comes knows how it ended the last time."""
        with embedded.doors.writing() as session:
            resolved(session, made, at=NOW - timedelta(days=2), key="first", reference=REFERENCE)
            taken(session, made, key="again", customer_reference=REFERENCE)
        said = words_of(run_screen(monkeypatch, made.viewers[MANAGER], SCREEN))
        assert "came back" in said
        assert "Mon 16 Nov, 12\\:20, settled by Nairobi manager" in said
