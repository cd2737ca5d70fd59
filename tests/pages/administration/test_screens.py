"""The administration screens, run as their scripts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from db.tables.contacts import CalmPlace
from db.tables.cover import Cover
from db.tables.limits import AuthorityLimit
from db.tables.people import Person
from db.tables.places import OpeningHours, Place
from tests.databases import Database
from tests.pages.administration.meal_limits import LIMITS, changing_meals
from tests.pages.screens import run_screen, words_of
from tests.world import World, world

COVER = "administration/cover.py"
OFFICE, PEOPLE = "administration/contacts.py", "administration/people.py"
PLACES, TRAIL = "administration/places.py", "administration/trail.py"


def _seed(database: Database) -> World:
    with database.doors.writing() as session:
        return world(session)


class TestEveryScreen:
    @pytest.mark.parametrize("path", [LIMITS, COVER, OFFICE, PEOPLE, PLACES, TRAIL])
    def test_opens_for_an_administrator_and_not_for_staff(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch, path: str
    ) -> None:
        made = _seed(embedded)
        screen = run_screen(monkeypatch, made.viewers["Administrator"], path)
        assert not screen.exception
        assert "closed to you" not in words_of(screen)
        staff = run_screen(monkeypatch, made.viewers["Nairobi staff"], path)
        assert "This screen is closed to you" in words_of(staff)


class TestLimitsScreen:
    def test_publishes_what_was_changed(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = _seed(embedded)
        screen, office, form, agent = changing_meals(made, monkeypatch)
        screen.button(key=f"{form}-publish").click().run()
        assert "The note on what changes and why is empty" in words_of(screen)
        screen.text_input(key=f"{form}-note").set_value("Meals cost more").run()
        screen.button(key=f"{form}-publish").click().run()
        assert "A blank is not a limit" in words_of(screen)
        screen.text_input(key=f"{agent}-amount").set_value("12,000").run()
        screen.button(key=f"{form}-publish").click().run()
        assert not screen.exception
        assert not screen.error
        with embedded.doors.reading() as session:
            row = session.scalars(
                select(AuthorityLimit).where(AuthorityLimit.place_id == office)
            ).one()
            assert (row.amount, row.currency) == (Decimal(12_000), "KES")

    def test_only_reads_for_managers(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = _seed(embedded)
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], LIMITS)
        assert not [button for button in screen.button if button.label == "Publish"]
        assert "6 of 18 cells have no rule" in words_of(screen)


class TestCoverScreen:
    def test_removes_a_coming_shift_and_says_what_is_covered(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = _seed(embedded)
        screen = run_screen(
            monkeypatch, made.viewers["Nairobi manager"], COVER, {"week": "2026-11-16"}
        )
        assert "Managers cover 4 of 224 hours" in words_of(screen)
        assert "Nairobi duty" in words_of(screen)
        assert "Mombasa duty" not in words_of(screen)
        with embedded.doors.reading() as session:
            assert len(session.scalars(select(Cover)).all()) == 16

    def test_reads_no_week_from_a_wrong_address(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = _seed(embedded)
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], COVER, {"week": "soon"})
        assert not screen.exception


class TestOfficeScreen:
    def test_adds_a_calm_place_and_refuses_it_twice(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = _seed(embedded)
        viewer = made.viewers["Nairobi manager"]
        screen = run_screen(monkeypatch, viewer, OFFICE, {"part": "Calm places"})
        for said in ("", "already has a calm place called Lounge B"):
            screen.text_input(key="calm-name").set_value("Lounge B")
            screen.button(key="calm-send").click().run()
            assert not screen.exception
            assert said in words_of(screen)
        with embedded.doors.reading() as session:
            assert session.scalars(select(CalmPlace.name)).all() == ["Lounge B"]

    @pytest.mark.parametrize(
        "part", ["Numbers", "Strategies", "Customers served", "Hours", "Ladder"]
    )
    def test_shows_each_part(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch, part: str
    ) -> None:
        made = _seed(embedded)
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], OFFICE, {"part": part})
        assert not screen.exception

    def test_sets_the_hours_of_chosen_days(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = _seed(embedded)
        viewer, office = made.viewers["Nairobi manager"], made.places["Nairobi"]
        screen = run_screen(monkeypatch, viewer, OFFICE, {"part": "Hours"})
        screen.multiselect(key=f"days-{office}").set_value(["Sunday"]).run()
        screen.button(key=f"never-{office}").click().run()
        assert not screen.exception
        with embedded.doors.reading() as session:
            days = select(OpeningHours.weekday).where(OpeningHours.place_id == office)
            assert sorted(session.scalars(days)) == [0, 1, 2, 3, 4, 5]


class TestPeopleScreen:
    def test_shows_a_new_password_once(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = _seed(embedded)
        screen = run_screen(monkeypatch, made.viewers["Administrator"], PEOPLE)
        screen.text_input(key="new-name").set_value("Ann Example")
        screen.text_input(key="new-sign-in").set_value("ann")
        screen.button(key="new-send").click().run()
        assert not screen.exception
        assert len(screen.code) == 1
        screen.run()
        assert len(screen.code) == 0
        with embedded.doors.reading() as session:
            ann = session.scalars(select(Person).where(Person.sign_in == "ann")).one()
            assert ann.must_change_password

    def test_changes_and_deactivates_a_person(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = _seed(embedded)
        key = made.people["Mombasa staff"]
        screen = run_screen(
            monkeypatch, made.viewers["Administrator"], PEOPLE, {"q": "Mombasa staff"}
        )
        screen.toggle(key=f"change-{key}").set_value(True).run()
        screen.button(key=f"end-{key}").click().run()
        assert not screen.exception
        with embedded.doors.reading() as session:
            assert session.get_one(Person, key).deactivated_at is not None


class TestPlacesScreen:
    def test_adds_a_team_below_an_office(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = _seed(embedded)
        screen = run_screen(
            monkeypatch, made.viewers["Administrator"], PLACES,
            {"office": str(made.places["Nairobi"])},
        )  # fmt: skip
        screen.text_input(key="new-name").set_value("Gate desk")
        screen.button(key="new-send").click().run()
        assert not screen.exception
        with embedded.doors.reading() as session:
            team = session.scalars(select(Place).where(Place.name == "Gate desk")).one()
            assert (team.parent_id, team.zone) == (made.places["Nairobi"], "Africa/Nairobi")


class TestTrailScreen:
    def test_verifies_the_chain(self, embedded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        made = _seed(embedded)
        screen = run_screen(monkeypatch, made.viewers["Africa regional"], TRAIL)
        screen.button(key="verify").click().run()
        assert "chain verified" in words_of(screen)
