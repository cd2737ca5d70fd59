"""Coming by one tap on what a screen was told: the same act as on its card."""

from __future__ import annotations

import json

import pytest

from db.commands.escalations import take
from db.commands.sign_in import open_session
from db.queries.escalations import events
from db.rules.escalations import COMING
from db.rules.words import EscalationState, EventKind
from pages.plain import coming
from pages.plain.sign_in import ELSEWHERE
from tests.counter_cases import LATER, asked, kinds, row
from tests.databases import Database
from tests.pages.browsing import browse
from tests.world import World, world


@pytest.fixture
def made(database: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("pages.plain.serving.now", lambda: LATER)
    with database.doors.writing() as session:
        made = world(session)
        asked(session, made)
    return made


def sent(
    made: World, database: Database, who: str | None, escalation: str = "1", **how: str
) -> tuple[int, str]:
    """Status and sentence when somebody's screen sends that they come."""
    token = ""
    if who is not None:
        with database.doors.writing() as session:
            token = open_session(session, person_id=made.people[who], at=LATER)
    form = {"escalation": escalation}
    page = browse(coming.ROUTES, coming.ADDRESS, token=token, form=form, **how)
    assert page.headers["content-type"] == "application/json"
    return page.status, json.loads(page.text)["said"]


def stands(database: Database) -> tuple[EscalationState, int | None]:
    """How the escalation stands, and who holds it."""
    with database.doors.writing() as session:
        found = row(session, 1)
        return found.state, found.holder_id


class TestComing:
    def test_takes_it_as_its_card_does(self, made: World, database: Database) -> None:
        assert sent(made, database, "Nairobi manager") == (200, COMING)
        assert stands(database) == (EscalationState.ACKNOWLEDGED, made.people["Nairobi manager"])
        with database.doors.reading() as session:
            told = events(session, made.viewers["Nairobi staff"], escalation_id=1)
        assert (told[-1].kind, told[-1].at, told[-1].who) == (
            EventKind.ACKNOWLEDGED, LATER, "Nairobi manager",
        )  # fmt: skip

    def test_changes_nothing_at_a_second_tap(self, made: World, database: Database) -> None:
        sent(made, database, "Nairobi manager")
        with database.doors.writing() as session:
            before = kinds(session, 1)
        assert sent(made, database, "Nairobi manager") == (200, COMING)
        with database.doors.writing() as session:
            assert kinds(session, 1) == before

    def test_tells_the_second_manager_who_was_first(self, made: World, database: Database) -> None:
        with database.doors.writing() as session:
            take(session, made.viewers["Nairobi manager"], escalation_id=1, at=LATER)
        said = "Escalation 1 is already with Nairobi manager."
        assert sent(made, database, "Nairobi duty") == (409, said)
        assert stands(database) == (EscalationState.ACKNOWLEDGED, made.people["Nairobi manager"])


class TestNobodyElse:
    @pytest.mark.parametrize("who", ["Nairobi staff", "Singapore manager", "Asia regional"])
    def test_takes_it(self, made: World, database: Database, who: str) -> None:
        status, said = sent(made, database, who)
        assert status == 403
        assert said.startswith(f"{who} may not")
        assert stands(database) == (EscalationState.WAITING, None)

    def test_takes_it_signed_out(self, made: World, database: Database) -> None:
        assert sent(made, database, None) == (401, coming.SIGNED_OUT)
        assert stands(database) == (EscalationState.WAITING, None)

    def test_takes_it_from_another_site(self, made: World, database: Database) -> None:
        answer = sent(made, database, "Nairobi manager", origin="http://elsewhere.example")
        assert answer == (403, ELSEWHERE)
        assert stands(database) == (EscalationState.WAITING, None)

    @pytest.mark.parametrize("escalation", ["", "x", "-1", "1.0", "9" * 30])
    def test_takes_what_is_none(self, made: World, database: Database, escalation: str) -> None:
        assert sent(made, database, "Nairobi manager", escalation) == (400, coming.NONE_NAMED)

    def test_takes_what_does_not_exist(self, made: World, database: Database) -> None:
        status, said = sent(made, database, "Nairobi manager", "999")
        assert (status, said) == (409, "There is no such escalation. Open the list again.")

    def test_takes_anything_by_following_a_link(self, made: World, database: Database) -> None:
        assert browse(coming.ROUTES, f"{coming.ADDRESS}?escalation=1").status == 405
        assert stands(database) == (EscalationState.WAITING, None)
