"""Promises on the screens: made, kept in one tap, promised again, and made at the end of an ask."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from db.commands import escalations
from db.commands import promises as commands
from db.queries import promises
from db.queries.promises import PromiseRow
from db.rules.words import PromiseState
from db.session import reading
from tests.brief_cases import handed_brief
from tests.counter_cases import taken
from tests.databases import Database
from tests.pages.screens import run_screen, words_of
from tests.promise_cases import promised, window
from tests.world import NOW, World, world

STAFF, MANAGER = "Nairobi staff", "Nairobi manager"
SCREEN = "escalations/promises.py"


@pytest.fixture
def made(embedded: Database) -> World:
    with embedded.doors.writing() as session:
        return world(session)


def rows(made: World) -> list[PromiseRow]:
    with reading() as session:
        return promises.promises(session, made.viewers[STAFF])[0]


def field(screen: AppTest, end: str) -> str:
    """The key of the text field that ends so; a submit's own key stands in it."""
    [key] = [each.key for each in screen.text_input if each.key and each.key.endswith(end)]
    return key


class TestTheScreen:
    def test_says_what_to_do_when_nothing_stands(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        said = words_of(run_screen(monkeypatch, made.viewers[STAFF], SCREEN))
        assert "No promise stands" in said
        assert "there is no rate" in said
        assert "Nobody waits for a call" in said

    def test_says_what_a_promise_about_a_problem_depends_on(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P29: with whom it lies and what waits there, before the words are written."""
        with embedded.doors.writing() as session:
            handed_brief(session, made)
        screen = run_screen(monkeypatch, made.viewers[STAFF], SCREEN)
        screen.selectbox(key="promise-about").set_value("Bag delayed").run()
        assert "It lies with the fixers" in words_of(screen)
        screen.text_input(key=field(screen, "-words")).input("We call about the bag")
        screen.button(key="promise-send").click().run()
        assert [row.problem for row in rows(made)] == ["Bag delayed"]

    def test_makes_a_promise_and_refuses_one_without_words(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers[STAFF], SCREEN)
        screen.button(key="promise-send").click().run()
        assert "promise is empty" in words_of(screen)
        screen.text_input(key=field(screen, "-words")).input("We call about the *bag*")
        screen.button(key="promise-send").click().run()
        assert not screen.exception
        [row] = rows(made)
        assert (row.words, row.owner) == ("We call about the *bag*", STAFF)
        assert "We call about the \\*bag\\*" in words_of(screen)

    def test_refuses_a_window_that_ends_before_it_begins(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers[STAFF], SCREEN)
        screen.text_input(key=field(screen, "-words")).input("We call")
        ends = next(each for each in screen.time_input if str(each.key).endswith("-until"))
        ends.set_value(time(1, 0))
        screen.button(key="promise-send").click().run()
        assert "ends before it begins" in words_of(screen)
        assert rows(made) == []

    def test_shows_both_clocks_and_keeps_in_one_tap(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            key = promised(session, made, -2)
            promised(session, made, 1, key="noise", place="Mombasa")
        screen = run_screen(monkeypatch, made.viewers[STAFF], SCREEN)
        said = words_of(screen).replace("\\", "")
        assert "1 promise stands, 1 overdue" in said
        assert "Today 16:30 to 17:30 for the customer (Tokyo); today 10:30 to 11:30 here" in said
        assert "overdue by 1 h 0 min" in said
        screen.button(key=f"kept-{key}").click().run()
        assert not screen.exception
        assert rows(made)[0].standing.state(NOW) is PromiseState.LATE
        assert "No promise stands" in words_of(screen)

    def test_promises_again(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            key = promised(session, made, 1)
        screen = run_screen(monkeypatch, made.viewers[STAFF], SCREEN)
        screen.button(key=f"again-{key}-1-send").click().run()
        assert not screen.exception
        assert rows(made)[0].standing.times_promised == 2
        assert "Promised 2 times, before it broke" in words_of(screen)


class TestManyPromises:
    def test_are_paged_and_searched_and_all_counted(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            for number in range(12):
                promised(session, made, number - 3, key=f"{number}", words=f"Call {number:02}")
        screen = run_screen(monkeypatch, made.viewers[STAFF], SCREEN)
        said = words_of(screen)
        assert "12 promises stand, 2 overdue" in said
        assert "1 to 10 of 12 standing promises" in said
        kept = [each.key for each in screen.button if str(each.key).startswith("kept-")]
        assert kept[:2] == ["kept-1", "kept-2"]
        found = run_screen(monkeypatch, made.viewers[STAFF], SCREEN, {"q": "call 07"})
        said = words_of(found)
        assert "12 promises stand, 2 overdue" in said
        assert "1 to 1 of 1 standing promises" in said
        nothing = words_of(run_screen(monkeypatch, made.viewers[STAFF], SCREEN, {"q": "nowhere"}))
        assert "No promise that stands says this" in nothing

    def test_tell_their_story(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            key = promised(session, made, -2)
            commands.promise_again(
                session, made.viewers[STAFF], promise_id=key, window=window(1),
                why="The <bag> lands at 14:00", version=1, at=NOW,
            )  # fmt: skip
        said = words_of(run_screen(monkeypatch, made.viewers[STAFF], SCREEN))
        parts = ["promised by Wed 11:30", "window ended, nobody called",
                 "promised again, too late by Wed 14:30", "The &lt;bag&gt; lands"]  # fmt: skip
        places = [said.index(each) for each in parts]
        assert places == sorted(places)


class TestTheEndOfAnEscalation:
    def test_promises_a_call_only_when_words_say_it(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            key = taken(session, made)
            escalations.with_customer(
                session, made.viewers[MANAGER], escalation_id=key, at=NOW + timedelta(minutes=2)
            )
        screen = run_screen(monkeypatch, made.viewers[MANAGER], "escalations/now.py")
        screen.text_input(key=f"call-{key}-words").input("We call tonight")
        screen.selectbox(key=f"granted-{key}").select(None)
        # The driver cannot run a part of a screen alone, which is how this act ends.
        screen.button(key=f"submit-{key}").click().run()
        [row] = rows(made)
        assert (row.escalation_id, row.words) == (key, "We call tonight")
