"""The screen of design briefs, run as the script that it is."""

from __future__ import annotations

import pytest

from db.access import system
from db.commands import design_briefs as commands
from db.rules.words import Party
from tests.brief_cases import (
    DROPPED,
    RISING,
    brief,
    cases_by_week,
    fixed_brief,
    handed_brief,
)
from tests.databases import Database
from tests.pages.screens import run_screen, words_of
from tests.pages.taking_along import as_many_rows, took_along
from tests.world import NOW, World, world

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

    def test_lead_from_the_chart_to_its_cases_and_can_be_taken_along(
        self, embedded: Database, made: World, briefed: tuple[int, int],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        taken, viewer = took_along(monkeypatch), made.viewers["Nairobi manager"]
        for key, which in zip(briefed, ("Waiting", "Watched"), strict=True):
            screen = run_screen(monkeypatch, viewer, SCREEN, {"which": which})
            screen.toggle(key=f"look-{key}").set_value(True).run()
            assert not screen.exception
            assert taken.pictures[f"brief-{key}"].title.endswith("at Nairobi")
            [box] = [box for box in screen.expander if box.label == "Explain this number"]
            assert "Formula" in "".join(each.value for each in box.markdown)
            assert taken.sheets["briefs"].rows[0][0] == "Nairobi"
        assert [each.number for each, _ in taken.counts[:2] if each.number]
        with embedded.doors.reading() as session:
            as_many_rows(session, viewer, taken)

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

    def test_say_what_waits_with_a_team_before_a_day_is_promised(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P29: the sentence stands above the button, and changes with team and day."""
        with embedded.doors.writing() as session:
            handed_brief(session, made, problem="Passport expired")
            key = brief(session, made)
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN)
        screen.toggle(key=f"look-{key}").set_value(True).run()
        assert "before this one" not in words_of(screen)
        screen.segmented_control(key=f"party-{key}").set_value(Party.FIXERS)
        screen.selectbox(key=f"team-{key}").set_value("Belts").run()
        said = words_of(screen)
        assert "1 waits before this one; Belts fixed none in the last 8 weeks" in said
        assert "1 waits with Belts, the longest for 12 days" in said

    def test_show_the_three_parties_on_the_screen_of_the_problem(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P28: whoever serves customers reads with whom a problem lies, and since when."""
        with embedded.doors.writing() as session:
            handed_brief(session, made, at=NOW)
        query = {"problem": str(made.problems["Bag delayed"])}
        screen = run_screen(
            monkeypatch, made.viewers["Nairobi staff"], "playbook/problem.py", query
        )
        said = words_of(screen)
        assert "Comes back at Nairobi" in said
        for each in ("Counter", "Fixers", "Design team"):
            assert f"<strong>{each}</strong>" in said
        assert "Belts, Nairobi duty" in said
        assert not [button for button in screen.button if button.key == "brief-open"]

    def test_of_a_place_above_are_read_below_and_led_above(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P33: which offices bring how much; those below read it and cannot close it."""
        with embedded.doors.writing() as session:
            cases_by_week(session, made, (1,) * 20 + (2, 2, 1, 2))
            cases_by_week(session, made, (1,) * 20 + (1, 2, 1, 2), office="Mombasa")
            key = commands.open_for_signal(
                session, system(), place_id=made.places["Kenya"],
                problem_id=made.problems["Bag delayed"], at=NOW,
            )  # fmt: skip
            brief(session, made)
        for who, leads in (("Nairobi manager", False), ("Africa regional", True)):
            screen = run_screen(monkeypatch, made.viewers[who], SCREEN)
            screen.toggle(key=f"look-{key}").set_value(True).run()
            assert not screen.exception
            said = words_of(screen)
            assert "Nairobi 7, Mombasa 6" in said
            assert leads == any(b.key == f"assign-send-{key}" for b in screen.button)

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
