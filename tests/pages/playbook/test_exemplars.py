"""P26: words that worked, from a case to the card of a colleague, on the screens."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.commands import exemplars as commands
from db.queries.exemplars import exemplars_to_decide
from db.queries.responses import versions
from db.rules.words import ResponseState
from db.session import reading
from tests.counter_cases import asked
from tests.databases import Database
from tests.pages.screens import run_screen, words_of
from tests.reopening_cases import resolved
from tests.world import NOW, World, world

STAFF, MANAGER = "Nairobi staff", "Nairobi manager"
WORDS = "I stay with you until we have found it."
PROBLEM = "playbook/problem.py"


@pytest.fixture
def made(embedded: Database) -> World:
    with embedded.doors.writing() as session:
        return world(session)


@pytest.fixture
def case(embedded: Database, made: World) -> int:
    """A case that an agent brought and a manager resolved."""
    with embedded.doors.writing() as session:
        return resolved(session, made, at=NOW - timedelta(hours=3), key="case")


@pytest.fixture
def written(embedded: Database, made: World, case: int) -> int:
    """Words of the agent that nobody decided about yet."""
    with embedded.doors.writing() as session:
        return commands.write_down(session, made.viewers[STAFF], escalation_id=case, words=WORDS,
                                   is_named=True, at=NOW)  # fmt: skip


def _query(made: World) -> dict[str, str]:
    return {"problem": str(made.problems["Bag delayed"])}


class TestWritingDown:
    def test_is_offered_to_whoever_handled_the_case(
        self, made: World, case: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        query = {"escalation": str(case)}
        screen = run_screen(monkeypatch, made.viewers[STAFF], "escalations/record.py", query)
        screen.text_input(key=f"worked-{case}").set_value("You should have asked us.")
        screen.button(key=f"worked-send-{case}").click().run()
        assert "blames the customer" in words_of(screen)
        screen.text_input(key=f"worked-{case}").set_value(WORDS)
        screen.button(key=f"worked-send-{case}").click().run()
        assert not screen.exception
        with reading() as session:
            (row,) = exemplars_to_decide(session, made.viewers[MANAGER])
        assert (row.words, row.by) == (WORDS, STAFF)
        assert not [each for each in screen.button if each.key == f"worked-send-{case}"]

    def test_is_not_offered_to_others(
        self, made: World, case: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        query = {"escalation": str(case)}
        viewer = made.viewers["Nairobi duty"]
        screen = run_screen(monkeypatch, viewer, "escalations/record.py", query)
        assert not [each for each in screen.button if each.key == f"worked-send-{case}"]


class TestPromoting:
    def test_waits_on_the_playbook_and_is_done_on_the_problem(
        self, made: World, written: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        manager = made.viewers[MANAGER]
        screen = run_screen(monkeypatch, manager, "playbook/problems.py")
        assert [each.label for each in screen.expander if "wording" in each.label] == [
            "1 wording waits to be promoted"
        ]
        screen = run_screen(monkeypatch, manager, PROBLEM, _query(made))
        screen.button(key=f"promote-{written}").click().run()
        assert not screen.exception
        assert "What worked" in words_of(screen)
        assert "1 promoted from your offices" in [each.label for each in screen.expander]
        screen.button(key=f"aside-{written}").click().run()
        assert "I stay with you" not in words_of(screen)

    def test_makes_a_draft_in_one_click(
        self, made: World, written: int, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            commands.promote(session, made.viewers[MANAGER], exemplar_id=written,
                             place_id=made.places["Nairobi"], version=1, at=NOW)  # fmt: skip
        screen = run_screen(monkeypatch, made.viewers[MANAGER], PROBLEM, _query(made))
        # The driver knows one screen only: what follows stands on the next one.
        screen.button(key=f"draft-{written}").click().run()
        with reading() as session:
            (draft,) = [
                each for each in versions(session, made.viewers[MANAGER], now=NOW,
                                          problem_id=made.problems["Bag delayed"])
                if each.state is ResponseState.DRAFT
            ]  # fmt: skip
        assert (draft.place_name, draft.words.opening_words) == ("Nairobi", WORDS)

    def test_says_that_a_draft_is_being_written_already(
        self, made: World, written: int, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            commands.promote(session, made.viewers[MANAGER], exemplar_id=written,
                             place_id=made.places["Nairobi"], version=1, at=NOW)  # fmt: skip
            commands.draft_from(session, made.viewers[MANAGER], exemplar_id=written,
                                place_id=made.places["Nairobi"], at=NOW)  # fmt: skip
        screen = run_screen(monkeypatch, made.viewers[MANAGER], PROBLEM, _query(made))
        screen.button(key=f"draft-{written}").click().run()
        assert "is already being written at Nairobi" in words_of(screen)

    def test_is_read_by_colleagues_and_decided_by_managers(
        self, made: World, written: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers["Nairobi senior"], PROBLEM, _query(made))
        assert not [each for each in screen.button if each.key == f"promote-{written}"]
        assert "What worked" not in words_of(screen)


class TestTheCounterCard:
    def test_says_what_worked(
        self, made: World, written: int, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P26: on the "What else" part of the card, with from whom."""
        with embedded.doors.writing() as session:
            commands.promote(session, made.viewers[MANAGER], exemplar_id=written,
                             place_id=made.places["Nairobi"], version=1, at=NOW)  # fmt: skip
            asked(session, made, key="noise", who="Mombasa staff", place="Mombasa")
        for who, is_said in (("Nairobi senior", True), ("Mombasa staff", False)):
            screen = run_screen(monkeypatch, made.viewers[who], "counter/card.py")
            screen.selectbox(key="problem").select("Bag delayed").run()
            assert not screen.exception
            assert ("I stay with you until" in words_of(screen)) is is_said
