"""Every screen is as closed by its address as it is in the menu."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import streamlit as st
from sqlalchemy import delete
from streamlit.testing.v1 import AppTest

from db.access import may_somewhere
from db.commands.sign_in import open_session
from db.queries.people import viewer_of
from db.rules.words import Role
from db.tables.people import RoleAssignment, SignedInSession
from pages.components.gate import COOKIE
from pages.screens import FOLDER, SCREENS
from tests.counter_cases import asked
from tests.databases import Database
from tests.pages.screens import words_of
from tests.world import World, world

SECONDS = 60
CLOSED, SIGNED_OUT = "This screen is closed to you", "You are signed out"
PEOPLE: dict[Role | None, str] = {
    Role.STAFF: "Nairobi staff",
    Role.MANAGER: "Nairobi manager",
    Role.REGIONAL: "Africa regional",
    Role.ADMINISTRATOR: "Mombasa senior",
    None: "Singapore senior",
}
# What nobody learns who may not open a screen.
SECRETS = ("Bag delayed", "Mombasa", "Refund", "KES", "Merbau")


@pytest.fixture
def made(embedded: Database) -> World:
    """The world; one of its people administers, and one has no role at all."""
    with embedded.doors.writing() as session:
        made = world(session)
        for role in (Role.ADMINISTRATOR, None):
            person_id = made.people[PEOPLE[role]]
            session.execute(delete(RoleAssignment).where(RoleAssignment.person_id == person_id))
            if role is not None:
                session.add(
                    RoleAssignment(person_id=person_id, place_id=made.places["Merbau"], role=role)
                )
        asked(session, made)
        for name in PEOPLE.values():
            viewer = viewer_of(session, made.people[name])
            assert viewer is not None
            made.viewers[name] = viewer
    return made


@pytest.fixture
def tokens(embedded: Database, made: World) -> dict[str, str]:
    """A session of everybody, as the sign-in page opens one."""
    with embedded.doors.writing() as session:
        at = datetime.now(UTC)
        return {
            name: open_session(session, person_id=made.people[name], at=at)
            for name in PEOPLE.values()
        }


@pytest.fixture
def cookies(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the browser sends along."""
    sent: dict[str, str] = {}
    monkeypatch.setattr(type(st.context), "cookies", property(lambda _: sent))
    return sent


def visit(path: str) -> AppTest:
    """Open a script by its address."""
    screen = AppTest.from_file(str(FOLDER / path), default_timeout=SECONDS).run()
    raised = [each.message for each in screen.exception]
    assert raised == []
    return screen


def heading(screen: AppTest) -> str:
    """The title, or nothing."""
    return str(screen.title[0].value) if screen.title else ""


def check_closed(screen: AppTest, title: str) -> None:
    """One title and one sentence or link, and nothing that anybody would like to know."""
    shown, elements = heading(screen), len(screen.main.children)
    assert (shown, elements) == (title, 2)
    assert [each for each in SECRETS if each in words_of(screen)] == []


class TestScreens:
    @pytest.mark.parametrize("name", PEOPLE.values())
    def test_open_for_the_roles_that_may_and_close_for_the_others(
        self, name: str, made: World, tokens: dict[str, str], cookies: dict[str, str]
    ) -> None:
        cookies[COOKIE] = tokens[name]
        for screen in SCREENS:
            come = visit(screen.path)
            if may_somewhere(made.viewers[name], screen.permission):
                title = heading(come)
                assert title not in {CLOSED, SIGNED_OUT}, screen.path
            else:
                check_closed(come, CLOSED)
                assert screen.permission.value in words_of(come)

    def test_ask_the_signed_out_to_sign_in(self, made: World, cookies: dict[str, str]) -> None:
        for screen in SCREENS:
            check_closed(visit(screen.path), SIGNED_OUT)
        for token in ("", "no such token", "\x00"):
            cookies[COOKIE] = token
            check_closed(visit(SCREENS[0].path), SIGNED_OUT)


class TestAnOpenTab:
    def test_closes_at_its_next_step_when_the_session_ends(
        self, embedded: Database, tokens: dict[str, str], cookies: dict[str, str]
    ) -> None:
        cookies[COOKIE] = tokens["Nairobi manager"]
        tab = visit("escalations/now.py")
        assert heading(tab) != SIGNED_OUT
        with embedded.doors.writing() as session:
            session.execute(delete(SignedInSession))
        check_closed(tab.run(), SIGNED_OUT)

    def test_closes_at_its_next_step_when_the_role_is_taken_away(
        self, embedded: Database, tokens: dict[str, str], cookies: dict[str, str]
    ) -> None:
        cookies[COOKIE] = tokens["Nairobi manager"]
        tab = visit("escalations/now.py")
        with embedded.doors.writing() as session:
            session.execute(delete(RoleAssignment))
        check_closed(tab.run(), CLOSED)


class TestTheEntry:
    def test_starts_on_a_screen_that_is_open(
        self, tokens: dict[str, str], cookies: dict[str, str]
    ) -> None:
        for role, name in PEOPLE.items():
            cookies[COOKIE] = tokens[name]
            title = heading(visit("entry.py"))
            assert (title == CLOSED) is (role is None), name
            assert title != SIGNED_OUT

    def test_asks_the_signed_out_to_sign_in(self, made: World, cookies: dict[str, str]) -> None:
        assert heading(visit("entry.py")) == SIGNED_OUT


class TestTheList:
    def test_holds_every_script_that_opens_a_screen(self) -> None:
        scripts = {
            str(path.relative_to(FOLDER))
            for path in FOLDER.glob("*/*.py")
            if path.parent.name not in {"components", "charts", "plain", "brand"}
            if "open_screen(" in path.read_text("utf-8")
        }
        assert scripts == {screen.path for screen in SCREENS}

    def test_gives_every_screen_an_address_of_its_own(self) -> None:
        addresses = [screen.url_path for screen in SCREENS]
        assert len(set(addresses)) == len(addresses)
