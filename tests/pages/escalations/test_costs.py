"""What the Now screen costs each time it is told: nothing for what is not there."""

from __future__ import annotations

import pytest

from db.commands import rulings
from tests.counter_cases import asked
from tests.databases import Database
from tests.pages.costs import Cost, counted
from tests.pages.screens import run_screen
from tests.promise_cases import promised
from tests.world import NOW, World, world

MANAGER, STAFF = "Nairobi manager", "Nairobi staff"
# Offices, what is beside the queue, what the viewer said and promised, who is on duty there; and
# what is in the queue.
ALWAYS = 5


@pytest.fixture
def made(embedded: Database) -> World:
    with embedded.doors.writing() as session:
        return world(session)


def opened(made: World, database: Database, patch: pytest.MonkeyPatch) -> Cost:
    """What it costs to open it."""
    with counted(database, patch) as cost:
        screen = run_screen(patch, made.viewers[MANAGER], "escalations/now.py")
    assert not screen.exception
    return cost


class TestTheScreen:
    def test_asks_once_for_each_half_where_nothing_is(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cost = opened(made, embedded, monkeypatch)
        assert len(cost.statements) == ALWAYS, cost.statements
        assert len(cost.drawn) == 9, cost.drawn

    def test_asks_four_more_for_an_ask_and_draws_its_card_in_few_pieces(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = opened(made, embedded, monkeypatch)
        with embedded.doors.writing() as session:
            asked(session, made)
        one = opened(made, embedded, monkeypatch)
        # The ask itself, the response to use, who may decide what, and what caps leave of it.
        assert len(one.statements) == ALWAYS + 4
        # The clock, the ask, what is known of it, the response folded, and what to do.
        card = ["bidi_component", "markdown", "markdown", "expandable", "markdown", "button",
                "menu_button"]  # fmt: skip
        # A heading over it, and no word any more that nobody waits.
        assert len(one.drawn) == len(before.drawn) + len(card)
        assert one.drawn[-len(card) :] == card
        with embedded.doors.writing() as session:
            asked(session, made, key="two")
        two = opened(made, embedded, monkeypatch)
        assert len(two.statements) == ALWAYS + 4
        assert len(two.drawn) == len(one.drawn) + len(card)

    def test_holds_no_form_for_a_ruling_before_its_answer_is_chosen(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            rulings.ask(
                session, made.viewers[STAFF], place_id=made.places["Nairobi"], problem_id=None,
                question="Are we liable?", submit_key="one", at=NOW,
            )  # fmt: skip
        cost = opened(made, embedded, monkeypatch)
        assert len(cost.statements) == ALWAYS + 1
        assert cost.about("drafts") == []
        assert cost.drawn.count("button_group") == 2

    def test_asks_for_promises_only_where_one_falls_due(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            promised(session, made, 1)
        assert len(opened(made, embedded, monkeypatch).statements) == ALWAYS + 1
