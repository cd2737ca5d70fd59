"""The search box of the counter: everything that the record knows, from words as people type."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from db.commands import rulings
from db.rules.words import Verdict
from tests.databases import Database
from tests.pages.screens import run_screen, words_of
from tests.world import NOW, World, world

STAFF, MANAGER = "Nairobi staff", "Nairobi manager"


@pytest.fixture
def made(embedded: Database) -> World:
    """The world, with one answer about hotels, and one that only Mombasa was given."""
    with embedded.doors.writing() as session:
        made = world(session)
        for place in ("Nairobi", "Mombasa"):
            key = rulings.ask(
                session, made.viewers[f"{place} staff"], place_id=made.places[place],
                problem_id=None, question=f"Is a hotel in {place} ours to pay?", submit_key=place,
                at=NOW,
            )  # fmt: skip
            rulings.answer(session, made.viewers[f"{place} manager"], ruling_id=key, at=NOW,
                           verdict=Verdict.NOT_LIABLE, words=f"Not in *{place}*.")  # fmt: skip
        return made


def typed(made: World, patch: pytest.MonkeyPatch, words: str) -> AppTest:
    screen = run_screen(patch, made.viewers[STAFF], "counter/card.py", typed={"problem": words})
    assert not screen.exception
    return screen


class TestTyping:
    def test_answers_for_the_nearest_problem(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = typed(made, monkeypatch, "sutcase bag delaid")
        assert screen.pills(key="problem-sutcase bag delaid").value == made.problems["Bag delayed"]
        assert "I am sorry about this: bag delayed." in words_of(screen)

    def test_offers_the_remedies_that_the_words_name(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        words = "hotle for delaid bag"
        screen = typed(made, monkeypatch, words)
        assert screen.pills(key=f"problem-{words}-remedy").options == ["Hotel night"]

    def test_shows_the_rulings_of_the_own_playbook_only(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = typed(made, monkeypatch, "hotel to pay, bag delayed")
        assert [each.label for each in screen.expander][0:1] == ["1 ruling fits these words"]
        assert "Not in \\*Nairobi\\*" in words_of(screen)
        assert "Mombasa" not in words_of(screen)

    def test_asks_in_the_customers_words_when_nothing_fits(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = typed(made, monkeypatch, "zzzzqqqq")
        assert [each.key for each in screen.pills] == []
        assert "Who may" in words_of(screen)
