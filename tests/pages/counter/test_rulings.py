"""Rulings on the screens: asked in one tap, answered by the superior, turned into a response."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from db.commands import drafts, rulings
from db.queries.drafts import draft
from db.queries.rulings import own_rulings, rulings_to_answer, waiting_rulings
from db.rules.words import Verdict
from db.session import reading
from db.tables.limit_drafts import LimitDraft
from tests.databases import Database
from tests.pages.screens import run_screen, words_of
from tests.world import NOW, World, world

STAFF, MANAGER = "Nairobi staff", "Nairobi manager"


@pytest.fixture
def made(embedded: Database) -> World:
    with embedded.doors.writing() as session:
        return world(session)


def asked(
    made: World,
    database: Database,
    *,
    answered: bool = False,
    by: str = STAFF,
    place: str = "Nairobi",
) -> int:
    with database.doors.writing() as session:
        key = rulings.ask(
            session, made.viewers[by], place_id=made.places[place],
            problem_id=made.problems["Bag delayed"], question="Are we *liable*?",
            submit_key=f"one at {place}", at=NOW,
        )  # fmt: skip
        if answered:
            rulings.answer(session, made.viewers[MANAGER], ruling_id=key, words="Not for a day.",
                           verdict=Verdict.NOT_LIABLE, at=NOW)  # fmt: skip
    return key


class TestTheCounter:
    def test_asks_the_superior_in_one_tap_and_shows_the_clock(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers[STAFF], "counter/card.py")
        screen.selectbox(key="problem").select("Bag delayed").run()
        screen.button(key="ask-ruling").click().run()
        assert not screen.exception
        with reading() as session:
            [row] = own_rulings(session, made.viewers[STAFF], since=NOW)
        assert row.question.startswith("Bag delayed. ")
        assert row.question.endswith("Would this make us liable?")
        assert "waiting" in words_of(screen)


class TestNow:
    def test_shows_the_superior_what_waits_with_its_clock_and_takes_the_answer(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        key = asked(made, embedded)
        other = asked(made, embedded, by="Mombasa staff", place="Mombasa")
        with embedded.doors.writing() as session:
            drafts.keep(session, made.viewers[MANAGER], subject=f"ruling-{key}-answer",
                        text="Not for a day.", at=NOW)  # fmt: skip
        screen = run_screen(monkeypatch, made.viewers[MANAGER], "escalations/now.py")
        assert "Would it make us liable?" in words_of(screen)
        assert "\\*liable\\*" in words_of(screen)
        assert [each for each in screen.segmented_control if each.key == f"verdict-{other}"] == []
        screen.segmented_control(key=f"verdict-{key}").set_value(Verdict.NOT_LIABLE).run()
        screen.button(key=f"ruling-send-{key}").click().run()
        assert not screen.exception
        assert "Would it make us liable?" not in words_of(screen)
        with reading() as session:
            assert rulings_to_answer(session, made.viewers[MANAGER]) == []

    def test_shows_nothing_to_an_equal_or_to_who_asked(
        self, made: World, embedded: Database
    ) -> None:
        key = asked(made, embedded)
        with reading() as session:
            for name in (STAFF, "Nairobi senior", "Mombasa manager"):
                assert rulings_to_answer(session, made.viewers[name]) == [], name
            for name in (MANAGER, "Nairobi duty", "Africa regional"):
                [row] = rulings_to_answer(session, made.viewers[name])
                assert row.id == key


class TestTheScreen:
    def test_lets_the_superior_answer(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        key = asked(made, embedded)
        with embedded.doors.writing() as session:
            drafts.keep(session, made.viewers[MANAGER], subject=f"ruling-{key}-answer",
                        text="Not for a day.", at=NOW)  # fmt: skip
        screen = run_screen(monkeypatch, made.viewers[MANAGER], "counter/rulings.py")
        assert "1 question waits for an answer" in words_of(screen)
        assert "\\*liable\\*" in words_of(screen)
        screen.segmented_control(key=f"verdict-{key}").set_value(Verdict.NOT_LIABLE).run()
        screen.button(key=f"ruling-send-{key}").click().run()
        assert not screen.exception
        with reading() as session:
            assert waiting_rulings(session, made.viewers[MANAGER]) == []
        screen = run_screen(monkeypatch, made.viewers[STAFF], "counter/rulings.py")
        assert "No, this does not make us liable" in words_of(screen)

    def test_lets_the_asker_take_it_back_and_answer_nothing(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        key = asked(made, embedded)
        screen = run_screen(monkeypatch, made.viewers[STAFF], "counter/rulings.py")
        assert not [each for each in screen.button if each.key == f"ruling-send-{key}"]
        screen.button(key=f"ruling-back-{key}").click().run()
        assert "No question waits" in words_of(screen)

    def test_carries_an_answer_into_the_response(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        key = asked(made, embedded, answered=True)
        viewer = made.viewers[MANAGER]
        screen = run_screen(monkeypatch, viewer, "counter/rulings.py")
        screen.button(key=f"ruling-response-{key}").click().run()
        subject = f"response-{made.problems['Bag delayed']}-{made.places['Nairobi']}-not_ours"
        with reading() as session:
            assert draft(session, viewer, subject=subject) == "Not for a day."

    def test_carries_an_answer_into_a_set_of_limits(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        key = asked(made, embedded, answered=True)
        screen = run_screen(monkeypatch, made.viewers["Africa regional"], "counter/rulings.py")
        screen.button(key=f"ruling-limit-{key}").click().run()
        with reading() as session:
            [note] = session.scalars(select(LimitDraft.note))
        assert note == "Are we *liable*? No, this does not make us liable. Not for a day."

    def test_says_what_to_do_where_nothing_is(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers[STAFF], "counter/rulings.py")
        assert "No question was answered yet" in words_of(screen)
