"""The screen of limit sets, run as its script."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from db.commands import limit_drafts
from db.rules.words import LimitDraftState
from db.tables.limit_drafts import LimitDraft
from tests.databases import Database
from tests.limit_cases import MANAGER, REGION, a_draft, approved, seen
from tests.pages.screens import run_screen, words_of
from tests.world import NOW, World, world

SETS = "administration/limit_sets.py"
MEAL = ("Meal voucher", "agent", "12000")


@pytest.fixture
def made(embedded: Database) -> World:
    """The world."""
    with embedded.doors.writing() as session:
        return world(session)


class TestTheList:
    def test_begins_a_set_and_opens_it(
        self, embedded: Database, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers[REGION], SETS)
        assert "No set waits for approval" in words_of(screen)
        screen.button(key="begin").click().run()
        assert not screen.exception
        assert "no cells change" in words_of(screen)
        with embedded.doors.reading() as session:
            assert session.scalars(select(LimitDraft.state)).all() == [LimitDraftState.DRAFT]

    def test_refuses_a_set_that_is_not_the_viewers(
        self, embedded: Database, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            draft_id = a_draft(session, made, MEAL)
        for wanted in (str(draft_id), "soon"):
            screen = run_screen(monkeypatch, made.viewers["Asia regional"], SETS, {"set": wanted})
            assert "There is no such set for you" in words_of(screen)


class TestOneSet:
    def test_shows_who_gains_and_publishes(
        self, embedded: Database, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            draft_id = a_draft(session, made, MEAL)
        screen = run_screen(monkeypatch, made.viewers[REGION], SETS, {"set": str(draft_id)})
        assert not screen.exception
        assert "**2 people** may give more (agent)" in words_of(screen)
        screen.button(key=f"publish-{draft_id}").click().run()
        assert not screen.exception
        with embedded.doors.reading() as session:
            assert session.get_one(LimitDraft, draft_id).state is LimitDraftState.APPROVED
        screen = run_screen(monkeypatch, made.viewers[REGION], SETS)
        assert "More for meals" in words_of(screen)

    def test_goes_up_from_a_manager_and_comes_back_with_a_reason(
        self, embedded: Database, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            draft_id = a_draft(session, made, ("Refund", "agent", "800"), who=MANAGER,
                               place="Nairobi")  # fmt: skip
        query = {"set": str(draft_id)}
        screen = run_screen(monkeypatch, made.viewers[MANAGER], SETS, query)
        assert not [each for each in screen.button if each.label == "Publish"]
        screen.button(key=f"send-for-approval-{draft_id}").click().run()
        assert not screen.exception
        screen = run_screen(monkeypatch, made.viewers[REGION], SETS, query)
        screen.text_input(key=f"why-{draft_id}").set_value("Too little").run()
        screen.button(key=f"send-back-{draft_id}").click().run()
        screen = run_screen(monkeypatch, made.viewers[MANAGER], SETS, query)
        assert any("sent it back: Too little" in each.value for each in screen.info)
        screen.button(key=f"revise-{draft_id}").click().run()
        assert not screen.exception
        with embedded.doors.reading() as session:
            assert session.get_one(LimitDraft, draft_id).round == 2

    def test_keeps_the_note_as_it_is_typed(
        self, embedded: Database, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            draft_id = a_draft(session, made, MEAL, note="")
        screen = run_screen(monkeypatch, made.viewers[REGION], SETS, {"set": str(draft_id)})
        screen.text_input(key=f"grid-{draft_id}-1-note").set_value("Meals cost more").run()
        assert not screen.exception
        with embedded.doors.reading() as session:
            assert session.get_one(LimitDraft, draft_id).note == "Meals cost more"

    def test_shows_both_where_two_edit_at_once(
        self, embedded: Database, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            draft_id = a_draft(session, made, MEAL)
        query = {"set": str(draft_id)}
        one = run_screen(monkeypatch, made.viewers[REGION], SETS, query)
        two = run_screen(monkeypatch, made.viewers["Administrator"], SETS, query)
        two.text_input(key=f"grid-{draft_id}-1-note").set_value("Theirs").run()
        one.text_input(key=f"grid-{draft_id}-1-note").set_value("Mine").run()
        assert not one.exception
        assert any("Both are kept" in each.value for each in one.warning)
        one.button(key=f"grid-{draft_id}-mine").click().run()
        assert not one.exception
        with embedded.doors.reading() as session:
            assert session.get_one(LimitDraft, draft_id).note == "Mine"

    def test_names_wrong_cells(
        self, embedded: Database, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            draft_id = a_draft(session, made, ("Refund", "agent", "plenty"))
        screen = run_screen(monkeypatch, made.viewers[REGION], SETS, {"set": str(draft_id)})
        assert "Refund, agent: “plenty” is no value" in words_of(screen).replace("\\", "")


class TestHistory:
    def test_rolls_a_set_back(
        self, embedded: Database, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            set_id = approved(session, made, a_draft(session, made, MEAL))
        screen = run_screen(monkeypatch, made.viewers[REGION], SETS)
        screen.button(key=f"roll-back-{set_id}").click().run()
        assert not screen.exception
        assert "Kenya: 1 cell changes" in words_of(screen).replace("\\", "")


class TestWhoApproves:
    @pytest.mark.parametrize("path", ["audit/minutes.py", "escalations/now.py"])
    def test_sees_a_set_that_waits_where_they_look_all_day(
        self, embedded: Database, made: World, monkeypatch: pytest.MonkeyPatch, path: str
    ) -> None:
        waits = "1 set of limits waits for your approval"
        with embedded.doors.writing() as session:
            draft_id = a_draft(session, made, MEAL)
            version = seen(session, made, draft_id).row.version
        assert waits not in words_of(run_screen(monkeypatch, made.viewers[REGION], path))
        with embedded.doors.writing() as session:
            limit_drafts.send(
                session, made.viewers[REGION], draft_id=draft_id, version=version, at=NOW
            )
        screen = run_screen(monkeypatch, made.viewers[REGION], path)
        assert waits in words_of(screen)
        assert screen.button(key=f"approve-{draft_id}").label == "Look"
        assert waits not in words_of(run_screen(monkeypatch, made.viewers["Asia regional"], path))

    def test_is_nobody_who_only_drafts(
        self, embedded: Database, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            draft_id = a_draft(session, made, MEAL)
            version = seen(session, made, draft_id).row.version
            limit_drafts.send(
                session, made.viewers[REGION], draft_id=draft_id, version=version, at=NOW
            )
        screen = run_screen(monkeypatch, made.viewers[MANAGER], "escalations/now.py")
        assert "for your approval" not in words_of(screen)
