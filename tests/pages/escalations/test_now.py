"""The cards of Now: what the manager reads before they go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from db.commands import grants
from db.commands.grants import Given
from db.rules.words import LeftReason
from db.tables.cover import Cover
from db.tables.escalations import EscalationEvent
from db.tables.places import Closure
from pages.components.escaping import plain
from tests.counter_cases import asked, kes, taken
from tests.databases import Database
from tests.db.commands.test_closed_cases import ended
from tests.hand_off_cases import WORDS, agreed_in_a_huddle
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

    def test_says_that_it_was_ended_before(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P70: whoever decides anew knows it."""
        with embedded.doors.writing() as session:
            ended(session, made, customer="AB-1234")
            asked(session, made, key="two", customer_reference="ab 1234")
        said = words_of(run_screen(monkeypatch, made.viewers[MANAGER], SCREEN))
        assert plain("Ended as not satisfiable on 18 Nov by Nairobi manager, Nairobi.") in said

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


class TestHandingOver:
    def test_stands_on_the_card_of_whoever_took_it_and_on_no_other(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P50: the manager on the way reads what the team agreed."""
        with embedded.doors.writing() as session:
            agreed_in_a_huddle(session, made)
            taken(session, made)
        line = plain(WORDS.line)
        assert line in words_of(run_screen(monkeypatch, made.viewers[MANAGER], SCREEN))
        other = words_of(run_screen(monkeypatch, made.viewers["Nairobi duty"], SCREEN))
        assert line not in other


class TestACustomerWhoLeft:
    def test_is_recorded_in_two_taps_with_the_reason(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P25: by the manager who came too late."""
        with embedded.doors.writing() as session:
            key = taken(session, made)
        screen = run_screen(monkeypatch, made.viewers[MANAGER], SCREEN)
        screen.menu_button(key=f"gone-{key}").click(LeftReason.NOBODY_CAME).run()
        assert not screen.exception
        with embedded.doors.reading() as session:
            last = select(EscalationEvent.left_reason).order_by(EscalationEvent.id.desc())
            assert session.scalars(last).first() is LeftReason.NOBODY_CAME


class TestTheShift:
    """P51: a promise for the shift in two taps, and how far it was kept, for oneself."""

    def test_is_promised_in_two_taps_and_no_more_in_two(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers[MANAGER], SCREEN)
        menu = screen.menu_button(key="promise-to-come")
        # It is 12:30 in Nairobi, and the shift of the world ends at 16:30.
        menu.click("Within 5 min, until 16:30").run()
        assert not screen.exception
        assert "You promise to come within 5 minutes until 16\\:30\\." in words_of(screen)
        screen.menu_button(key="promise-to-come").click("Promise no more").run()
        assert "You promise to come" not in words_of(screen)

    def test_may_be_promised_in_part(self, made: World, monkeypatch: pytest.MonkeyPatch) -> None:
        screen = run_screen(monkeypatch, made.viewers[MANAGER], SCREEN)
        screen.menu_button(key="promise-to-come").click("Within 2 min, until 14:30").run()
        assert "within 2 minutes until 14\\:30\\." in words_of(screen)

    def test_is_nobodys_to_promise_who_is_not_on_it(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers["Africa regional"], SCREEN)
        assert not [each for each in screen.get("menu_button") if each.key == "promise-to-come"]


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
