"""Trainings on the screens of cover and of people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from db.tables.trainings import Training, TrainingSubject, TrainingWithdrawal
from tests.databases import Database
from tests.pages.screens import run_screen, words_of
from tests.world import NOW, World, world

COVER, PEOPLE = "administration/cover.py", "administration/people.py"


@pytest.fixture
def made(embedded: Database) -> World:
    with embedded.doors.writing() as session:
        return world(session)


def opened(patch: pytest.MonkeyPatch, made: World, who: str, path: str, part: str) -> AppTest:
    """The screen with one of its parts opened."""
    screen = run_screen(patch, made.viewers[who], path)
    screen.session_state[part] = True
    screen.run()
    assert not screen.exception
    return screen


class TestRecordingATraining:
    """P49: by a manager, with its day and its end; a mistake is taken back with the reason."""

    def test_is_one_form_and_one_submit(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = opened(monkeypatch, made, "Nairobi manager", COVER, "training")
        assert "No training of Nairobi duty is recorded" in words_of(screen)
        [send] = [each for each in screen.button if str(each.key).startswith("send-")]
        send.click().run()
        assert not screen.exception
        assert "Handling a difficult customer" in words_of(screen)
        with embedded.doors.reading() as session:
            [kept] = session.scalars(select(Training)).all()
        assert kept.person_id == made.people["Nairobi duty"]
        assert kept.recorded_by_id == made.people["Nairobi manager"]
        assert kept.valid_until - kept.trained_on == timedelta(days=365)
        screen.toggle(key=f"mistake-{kept.id}").set_value(True).run()
        screen.text_input(key=f"mistake-why-{kept.id}").set_value("Another person.")
        screen.button(key=f"mistake-send-{kept.id}").click().run()
        assert "No training of Nairobi duty is recorded" in words_of(screen)
        with embedded.doors.reading() as session:
            assert session.scalars(select(TrainingWithdrawal.why)).all() == ["Another person."]

    def test_asks_nothing_while_it_is_folded(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], COVER)
        assert not [each for each in screen.selectbox if each.key == "trained"]


class TestWhatThereIsToTrain:
    def test_is_kept_by_an_administrator_of_all(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = opened(monkeypatch, made, "Administrator", PEOPLE, "subjects")
        screen.text_input(key="subject-name").set_value("First aid")
        screen.checkbox(key="subject-needed").uncheck()
        screen.button(key="subject-send").click().run()
        assert "First aid" in words_of(screen)
        screen.button(key="retire-1").click().run()
        with embedded.doors.reading() as session:
            rows = {each.name: each for each in session.scalars(select(TrainingSubject))}
        assert not rows["First aid"].is_needed
        assert rows["handling a difficult customer"].deactivated_at == NOW
