"""The screens of huddles, run as the scripts that they are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from streamlit.testing.v1 import AppTest

from db.commands import drafts, huddles, minutes, topics
from db.queries.drafts import drafts_under
from db.rules.hand_offs import SOURCE_KEY, TITLE
from db.rules.words import HuddleState, ItemKind, ItemOutcome, Origin
from db.tables.contacts import CalmPlace
from db.tables.hand_offs import HandOffAgreement
from db.tables.huddles import AgendaItem
from pages.components.huddle_words import KIND, OUTCOME
from tests.databases import Database
from tests.huddle_cases import (
    a_closed_huddle,
    a_huddle,
    a_running_huddle,
    a_series,
    seen,
    yesterdays_asks,
)
from tests.pages.screens import run_screen, words_of
from tests.world import NOW, World, world

LIST, RUN, MINUTES, ACTIONS = (
    f"huddles/{name}.py" for name in ("huddles", "run", "minutes", "actions")
)


@pytest.fixture
def made(embedded: Database) -> World:
    with embedded.doors.writing() as session:
        made = world(session)
        yesterdays_asks(session, made)
    return made


def _open(
    patch: pytest.MonkeyPatch, made: World, path: str, huddle: int = 0, who: str = "Nairobi manager"
) -> AppTest:
    query = {"huddle": str(huddle)} if huddle else None
    screen = run_screen(patch, made.viewers[who], path, query)
    assert not screen.exception, screen.exception
    return screen


def _heading(screen: AppTest) -> str:
    """The heading as it is read, without the signs that keep Markdown away."""
    return str(screen.title[0].value).replace("\\", "")


class TestTheListOfHuddles:
    def test_begins_with_no_huddle_and_how_to_plan_one(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = _open(monkeypatch, made, LIST)
        assert screen.title[0].value == "No huddle is planned"
        assert "No huddle was held yet" in words_of(screen)

    def test_says_when_the_next_one_is(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            a_series(session, made)
            topics.raise_topic(
                session, made.viewers["Nairobi staff"], place_id=made.places["Nairobi"],
                text="The *lift* stops", origin=Origin.REAL, at=NOW,
            )  # fmt: skip
        screen = _open(monkeypatch, made, LIST)
        assert _heading(screen) == "The next huddle is tomorrow at 08:45"
        assert "Nobody has prepared it yet" in words_of(screen).replace("\\", "")
        assert "The \\*lift\\* stops" in words_of(screen)
        assert [button.label for button in screen.button if button.key == "next-step"] == [
            "Prepare"
        ]
        staff = _open(monkeypatch, made, LIST, who="Nairobi staff")
        assert not [button for button in staff.button if button.key == "next-step"]

    def test_shows_what_runs_now_and_nothing_of_the_neighbours(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            a_running_huddle(session, made)
        assert _open(monkeypatch, made, LIST).title[0].value == "A huddle is in progress"
        there = _open(monkeypatch, made, LIST, who="Mombasa manager")
        assert there.title[0].value == "No huddle is planned"
        assert "Nairobi" not in words_of(there)

    def test_takes_a_new_series(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = _open(monkeypatch, made, LIST)
        screen.text_input(key="series-name").set_value("Gate huddle")
        next(button for button in screen.button if button.label == "Begin").click().run()
        assert not screen.exception
        # The world's moment is a Wednesday, after 08:45 in Nairobi.
        assert _heading(screen) == "The next huddle is tomorrow at 08:45"


class TestRunningAHuddle:
    def test_of_another_office_is_one_sentence(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            key = a_running_huddle(session, made)
        screen = _open(monkeypatch, made, RUN, key, who="Mombasa manager")
        assert screen.title[0].value == "No huddle here"
        assert "no such huddle for you" in words_of(screen)
        assert "Missed connection" not in words_of(screen)

    @pytest.mark.parametrize("asked", ["", "x", "-1", "0", "9" * 40, "1 or 1", "²"])
    def test_survives_any_address(
        self, made: World, monkeypatch: pytest.MonkeyPatch, asked: str
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], RUN, {"huddle": asked})
        assert not screen.exception
        assert screen.title[0].value == "No huddle here"

    def test_goes_from_draft_to_the_first_item(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            key = a_huddle(session, made)
        screen = _open(monkeypatch, made, RUN, key)
        assert screen.title[0].value == "6 items for 10 minutes"
        screen.button(key="open-for-topics").click().run()
        assert "open for topics" in words_of(screen)
        screen.button(key="start").click().run()
        assert not screen.exception
        assert screen.title[0].value.startswith("Four customers were sent on about")
        assert "1 of 6" in words_of(screen)
        assert "On the card today, version 1" in words_of(screen).replace("\\", "")

    def test_records_what_was_typed_and_goes_on(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        viewer = made.viewers["Nairobi manager"]
        with embedded.doors.writing() as session:
            key = a_running_huddle(session, made)
            item = seen(session, made, key).items[0]
            subject = f"huddle-item-{item.id}-text"
            drafts.keep(session, viewer, subject=subject, text="Hotel for all.", at=NOW)
        screen = _open(monkeypatch, made, RUN, key)
        screen.button(key="onward").click().run()
        assert not screen.exception
        assert screen.title[0].value.startswith("One customer brought something new")
        with embedded.doors.reading() as session:
            decided = seen(session, made, key).items[0]
            assert (decided.outcome, decided.outcome_text) == (
                ItemOutcome.DECISION, "Hotel for all.",
            )  # fmt: skip
            assert drafts_under(session, viewer, subject="huddle-item-") == {}

    def test_keeps_what_was_chosen_for_another_visit(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            key = a_running_huddle(session, made)
            item = seen(session, made, key).items[0]
        first = _open(monkeypatch, made, RUN, key)
        outcome = f"huddle-item-{item.id}-outcome"
        first.button_group(key=outcome).set_value(ItemOutcome.LIMIT_PROPOSED).run()
        first.selectbox(key=f"huddle-item-{item.id}-owner").set_value(
            made.people["Nairobi staff"]
        ).run()
        again = _open(monkeypatch, made, RUN, key)
        assert again.session_state[outcome] is ItemOutcome.LIMIT_PROPOSED
        assert again.session_state[f"huddle-item-{item.id}-owner"] == made.people["Nairobi staff"]

    def test_refuses_an_empty_decision_and_stays(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            key = a_running_huddle(session, made)
        screen = _open(monkeypatch, made, RUN, key)
        screen.button(key="onward").click().run()
        assert "Write what was agreed" in screen.error[0].value
        assert screen.title[0].value.startswith("Four customers")

    def test_lets_staff_look_on_without_a_button(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            key = a_running_huddle(session, made)
        screen = _open(monkeypatch, made, RUN, key, who="Nairobi staff")
        assert screen.title[0].value.startswith("Four customers")
        keys = {button.key for button in screen.button}
        assert not keys & {"onward", "back"}

    def test_lets_those_present_confirm(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            key = a_closed_huddle(session, made)
        screen = _open(monkeypatch, made, RUN, key, who="Nairobi staff")
        assert screen.title[0].value == "0 of 2 present have confirmed"
        assert not [button for button in screen.button if button.key == "sign"]
        screen.button(key="confirm").click().run()
        assert screen.title[0].value == "1 of 2 present have confirmed"

    def test_shows_that_somebody_else_was_first(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            key = a_huddle(session, made)
        screen = _open(monkeypatch, made, RUN, key)
        with embedded.doors.writing() as session:
            huddles.start(session, made.viewers["Nairobi duty"], huddle_id=key, at=NOW)
        screen.button(key="open-for-topics").click().run()
        assert not screen.exception
        with embedded.doors.reading() as session:
            assert seen(session, made, key).row.state is HuddleState.IN_PROGRESS


class TestMinutes:
    def test_are_listed_found_and_read(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            key = a_closed_huddle(session, made)
            manager = made.viewers["Nairobi manager"]
            minutes.sign(session, manager, huddle_id=key, at=NOW + timedelta(minutes=5))
        screen = _open(monkeypatch, made, MINUTES)
        assert screen.title[0].value == "1 huddle has signed minutes"
        screen.button(key=f"read-{key}").click().run()
        assert not screen.exception
        assert screen.title[0].value == "Counter huddle, Nairobi"
        assert "Missed connection" in words_of(screen)
        elsewhere = _open(monkeypatch, made, MINUTES, key, who="Jakarta manager")
        assert elsewhere.title[0].value == "No minutes here"

    def test_are_announced_where_there_are_none(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = _open(monkeypatch, made, MINUTES)
        assert screen.title[0].value == "No signed minutes yet"
        assert "when a huddle is closed and signed" in words_of(screen)


class TestActions:
    def test_say_that_nothing_is_open(self, made: World, monkeypatch: pytest.MonkeyPatch) -> None:
        assert _open(monkeypatch, made, ACTIONS).title[0].value == "No action is open"


class TestItemKinds:
    def test_have_a_badge_each(self) -> None:
        assert set(KIND) == set(ItemKind)
        assert set(OUTCOME) == set(ItemOutcome)


class TestHandingOver:
    """P50: agreed in the huddle in three fields that survive a reload."""

    def test_is_agreed_with_what_is_usual_and_the_offices_calm_place(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            key = a_running_huddle(session, made)
            session.add(CalmPlace(place_id=made.places["Nairobi"], name="Quiet room 2"))
            item = next(i for i in seen(session, made, key).items if i.source_key == SOURCE_KEY)
        screen = _open(monkeypatch, made, RUN, key)
        screen.button(key=f"agenda-{item.id}").click().run()
        assert _heading(screen) == TITLE
        assert "Handing over" in words_of(screen)
        assert screen.number_input(key=f"huddle-item-{item.id}-days").value == 90
        screen.button(key="onward").click().run()
        assert not screen.exception
        with embedded.doors.reading() as session:
            [kept] = session.scalars(select(HandOffAgreement)).all()
        assert (kept.speaks_first, kept.happens_at, kept.holds_days) == (
            "whoever asked", "Quiet room 2", 90,
        )  # fmt: skip

    def test_says_what_is_missing_where_no_calm_place_is_known(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            key = a_running_huddle(session, made)
            item = next(i for i in seen(session, made, key).items if i.source_key == SOURCE_KEY)
        screen = _open(monkeypatch, made, RUN, key)
        screen.button(key=f"agenda-{item.id}").click().run()
        screen.button(key="onward").click().run()
        assert [each.value for each in screen.error] == [
            "The part on where it happens is empty\\. Write one\\."
        ]
        with embedded.doors.writing() as session:
            drafts.keep(
                session, made.viewers["Nairobi manager"], at=NOW,
                subject=f"huddle-item-{item.id}-where", text="Beside the lift",
            )  # fmt: skip
        screen.run().button(key="onward").click().run()
        with embedded.doors.reading() as session:
            assert session.scalars(select(HandOffAgreement.happens_at)).all() == ["Beside the lift"]

    def test_is_put_on_the_agenda_by_hand_where_it_is_not_due(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            key = a_running_huddle(session, made)
            item = next(i for i in seen(session, made, key).items if i.source_key == SOURCE_KEY)
            session.execute(
                update(AgendaItem).where(AgendaItem.id == item.id).values(source_key="other")
            )
        screen = _open(monkeypatch, made, RUN, key)
        screen.button(key=f"huddle-{key}-hand-off").click().run()
        assert not screen.exception
        with embedded.doors.reading() as session:
            keys = [each.source_key for each in seen(session, made, key).items]
        assert keys.count(SOURCE_KEY) == 1
