"""The readiness screen, run as the script that it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.tables.places import Place
from db.tables.readiness import ReadinessSnapshot
from pages.components.fixes import WAYS
from tests.databases import Database
from tests.db.queries.cases import ask, brief, mention
from tests.pages.screens import run_screen, words_of
from tests.world import NOW, World, world

SCREEN = "readiness/office.py"
DAY = timedelta(days=1)


@pytest.fixture
def made(embedded: Database) -> World:
    with embedded.doors.writing() as session:
        made = world(session)
        ask(session, made, "Nairobi", "Bag delayed", at=NOW - DAY, times=3)
        ask(session, made, "Nairobi", None, at=NOW - DAY, times=2)
        for problem in made.problems:
            ask(session, made, "Singapore", problem, at=NOW - DAY, times=2)
        brief(session, made, "Bag delayed", "Nairobi staff")
        mention(session, made, "Nairobi", "Ash cloud closes the airport")
    return made


class TestReadinessOfAnOffice:
    def test_begins_with_the_finding_and_its_counts(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN)
        assert not screen.exception
        assert screen.title[0].value == "Nairobi could handle 0 of 100 contacts as agreed"
        said = words_of(screen)
        assert "5 brought a problem, 5 of them needed a manager" in said
        assert "contacts not recorded" in said

    def test_leads_from_every_shown_loss_to_its_remedy(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN)
        fixes = [button for button in screen.button if (button.key or "").startswith("fix-")]
        assert len(fixes) == 5
        assert {button.label for button in fixes} <= {way.label for way in WAYS.values()}

    def test_shows_all_losses_page_by_page(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN, {"all": "1"})
        fixes = [button for button in screen.button if (button.key or "").startswith("fix-")]
        assert len(fixes) > 5
        assert "lost points" in words_of(screen)

    def test_opens_the_office_of_the_address(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        query = {"office": str(made.places["Mombasa"])}
        screen = run_screen(monkeypatch, made.viewers["Africa regional"], SCREEN, query)
        assert screen.title[0].value.startswith("Mombasa could handle")

    @pytest.mark.parametrize("office", ["Mombasa", "Jakarta", "Kenya"])
    def test_refuses_an_office_that_is_not_the_viewers(
        self, made: World, monkeypatch: pytest.MonkeyPatch, office: str
    ) -> None:
        query = {"office": str(made.places[office])}
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN, query)
        assert [each.value for each in screen.error] == [
            "There is no such office for you. Choose one from the list."
        ]
        assert not screen.title

    def test_is_closed_to_staff(self, made: World, monkeypatch: pytest.MonkeyPatch) -> None:
        screen = run_screen(monkeypatch, made.viewers["Nairobi staff"], SCREEN)
        assert screen.title[0].value == "This screen is closed to you"

    def test_remembers_the_office_that_is_chosen(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers["Africa regional"], SCREEN)
        screen.selectbox(key="choose-office").select_index(1).run()
        assert screen.title[0].value.startswith("Nairobi could handle")
        assert screen.query_params["office"] == str(made.places["Nairobi"])

    def test_draws_the_score_once_there_are_two_weeks(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        viewer = made.viewers["Nairobi manager"]
        assert "begins with the second week" in words_of(run_screen(monkeypatch, viewer, SCREEN))
        with embedded.doors.writing() as session:
            session.add(
                ReadinessSnapshot(
                    place_id=made.places["Nairobi"], taken_on=NOW.date() - 30 * DAY, score=12.0,
                    contacts=0, losses="[]", taken_at=NOW - 30 * DAY,
                )
            )  # fmt: skip
        screen = run_screen(monkeypatch, viewer, SCREEN)
        assert not screen.exception
        assert "Down 12 in four weeks" in words_of(screen)

    @pytest.mark.parametrize("order", ["Worst first", "By cause", "A to Z"])
    def test_puts_the_ladder_in_any_order(
        self, made: World, monkeypatch: pytest.MonkeyPatch, order: str
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers["Africa regional"], SCREEN)
        screen.segmented_control(key="order").set_value(order)
        screen.toggle(key="gaps").set_value(True).run()
        assert not screen.exception

    def test_says_what_to_do_where_there_is_no_office(
        self, embedded: Database, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            session.get_one(Place, made.places["Nairobi"]).deactivated_at = NOW
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN)
        assert "No office is yours to look at" in words_of(screen)


class TestManagers:
    """P49: beside the score in words, and one by one for whoever opens it."""

    def test_who_are_not_trained_come_first_of_all_must_haves(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN)
        said = words_of(screen)
        assert "Nobody here is trained in admitting a mistake" in said
        assert said.index("Nobody here is trained") < said.index("No calm place")
        assert screen.button(key="must-have-administration/cover.py").label == "Record trainings"

    def test_are_shown_each_in_the_same_words(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN)
        assert "de\\-escalation\\: never" not in words_of(screen)
        screen.session_state["managers"] = True
        said = words_of(screen.run())
        assert said.count("de\\-escalation\\: never") == 2
        assert said.count("No drill in 180 days") == 2
