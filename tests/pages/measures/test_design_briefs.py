"""The screen of design briefs, run as the script that it is."""

from __future__ import annotations

import pytest

from tests.brief_cases import DROPPED, RISING, brief, cases_by_week, fixed_brief
from tests.databases import Database
from tests.pages.screens import run_screen, words_of
from tests.world import World, world

SCREEN = "measures/design_briefs.py"


@pytest.fixture
def made(embedded: Database) -> World:
    with embedded.doors.writing() as session:
        return world(session)


@pytest.fixture
def briefed(embedded: Database, made: World) -> tuple[int, int]:
    """The keys of a brief that waits for a fix, and of one whose chart shows the drop."""
    with embedded.doors.writing() as session:
        cases_by_week(session, made, RISING, problem="Missed connection")
        cases_by_week(session, made, DROPPED)
        return brief(session, made, problem="Missed connection"), fixed_brief(session, made)


class TestDesignBriefs:
    def test_are_none_at_first(self, made: World, monkeypatch: pytest.MonkeyPatch) -> None:
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN)
        assert not screen.exception
        assert screen.title[0].value == "No design briefs waiting for a fix"

    def test_show_why_and_the_chart(
        self, made: World, briefed: tuple[int, int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN)
        assert screen.title[0].value == "1 design brief waiting for a fix"
        screen.toggle(key=f"look-{briefed[0]}").set_value(True).run()
        assert not screen.exception
        assert "Three in one morning" in words_of(screen)

    def test_are_assigned_and_refused_without_an_owner(
        self, made: World, briefed: tuple[int, int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        key = briefed[0]
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN)
        screen.toggle(key=f"look-{key}").set_value(True).run()
        screen.button(key=f"assign-send-{key}").click().run()
        assert screen.error[0].value == "Choose who owns it."
        screen.selectbox(key=f"owner-{key}").set_value(made.people["Nairobi duty"])
        screen.selectbox(key=f"team-{key}").set_value("Belts")
        screen.text_area(key=f"words-{key}").set_value("A belt that does not stop.")
        screen.button(key=f"assign-send-{key}").click().run()
        assert not screen.exception
        assert "Belts, Nairobi duty" in words_of(screen)

    def test_close_when_the_chart_shows_the_drop(
        self, made: World, briefed: tuple[int, int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        query = {"which": "Watched"}
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN, query)
        screen.toggle(key=f"look-{briefed[1]}").set_value(True).run()
        assert "8 whole weeks since the fix" in words_of(screen)
        screen.button(key=f"close-{briefed[1]}").click().run()
        assert not screen.exception
        assert screen.title[0].value == "No design briefs watched since a fix"

    def test_open_by_hand_on_the_screen_of_the_problem(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        query = {"problem": str(made.problems["Bag delayed"])}
        viewer = made.viewers["Nairobi manager"]
        screen = run_screen(monkeypatch, viewer, "playbook/problem.py", query)
        screen.button(key="brief-open").click().run()
        assert "The reason is empty" in screen.error[0].value
        screen.text_input(key="brief-why").set_value("Four in one shift.")
        screen.button(key="brief-open").click().run()
        assert "stands under Design briefs" in screen.success[0].value

    def test_are_closed_to_staff(self, made: World, monkeypatch: pytest.MonkeyPatch) -> None:
        screen = run_screen(monkeypatch, made.viewers["Nairobi staff"], SCREEN)
        assert screen.title[0].value == "This screen is closed to you"
