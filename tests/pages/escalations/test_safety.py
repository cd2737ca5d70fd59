"""The safety line on the screens: one tap, a record for few, and the care afterwards."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from db.queries.after_care import after_care_of
from db.queries.safety import open_matter
from db.rules.words import AfterCareEventKind
from db.session import reading
from db.tables.audit import AuditEntry
from db.tables.safety import SwapOutEnding
from tests.databases import Database
from tests.db.commands.test_safety import CLOSED, MANAGER, SECRET, SENIOR, STAFF, reported
from tests.pages.plain.counter_scene import world_with_guards
from tests.pages.screens import run_screen, words_of
from tests.world import NOW, World

SCREEN, COUNTER, NOW_SCREEN = "escalations/safety.py", "counter/card.py", "escalations/now.py"
COME = "Safety matter at Nairobi"


@pytest.fixture
def made(embedded: Database) -> World:
    with embedded.doors.writing() as session:
        return world_with_guards(session, legal_sentence="")


@pytest.fixture
def record(made: World, embedded: Database) -> int:
    """A matter that an agent of Nairobi reported."""
    with embedded.doors.writing() as session:
        return reported(session, made)


def readings() -> int:
    """How many readings stand in the trail."""
    with reading() as session:
        question = select(AuditEntry).where(AuditEntry.act == "safety record read")
        return len(session.scalars(question).all())


class TestTheCounter:
    def test_calls_in_one_tap_and_shows_whom_to_ring(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers[STAFF], COUNTER)
        screen.button(key="safety").click().run()
        assert not screen.exception
        said = words_of(screen)
        assert "Call Security" in said
        assert "Guards: <strong>+254 20 112</strong>" in said
        assert "I am stepping back now" in said
        [ring] = screen.get("link_button")
        assert (ring.proto.url, ring.proto.type) == ("tel:+25420112", "primary")
        # Nothing can be chosen and nothing given meanwhile.
        assert [each.key for each in screen.selectbox] == []
        with reading() as session:
            assert open_matter(session, made.viewers[STAFF]) is not None

    def test_keeps_words_and_asks_to_be_taken_over_from(
        self, made: World, record: int, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers[STAFF], COUNTER)
        assert "knife" not in words_of(screen)
        screen.text_area[0].set_value("He came back.")
        screen.button(key=f"keep-{record}").click().run()
        screen.button(key="swap-ask").click().run()
        assert "You asked to be taken over from" in words_of(screen)
        peer = run_screen(monkeypatch, made.viewers[SENIOR], COUNTER)
        assert "take over from me" in words_of(peer)
        [taken] = [each for each in peer.button if str(each.key).startswith("swap-act-")]
        taken.click().run()
        with reading() as session:
            assert session.scalars(select(SwapOutEnding.person_id)).all() == [made.people[SENIOR]]
        said = words_of(run_screen(monkeypatch, made.viewers[STAFF], COUNTER))
        assert "takes over. You can go." in said
        opened = run_screen(monkeypatch, made.viewers[STAFF], SCREEN, {"record": str(record)})
        assert "He came back" in words_of(opened)


class TestTheScreen:
    def test_lists_without_words_and_reads_with_a_trace(
        self, made: World, record: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers[MANAGER], SCREEN)
        said = words_of(screen)
        assert COME in said
        assert "knife" not in said
        assert readings() == 0
        screen.button(key=f"read-{record}").click().run()
        assert SECRET in words_of(screen)
        assert readings() >= 1

    def test_tells_and_hands_over_after_care(
        self, made: World, record: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers[MANAGER], SCREEN, {"record": str(record)})
        [first, *_] = [b for b in screen.button if str(b.key).startswith("care-done-")]
        first.click().run()
        [second, *_] = [b for b in screen.menu_button if str(b.key).startswith("care-over-")]
        second.click(made.people["Nairobi duty"]).run()
        assert not screen.exception
        with reading() as session:
            rows = after_care_of(session, made.viewers[MANAGER], record_id=record, now=NOW)
        assert [each.last for each in rows][:2] == [
            AfterCareEventKind.DONE, AfterCareEventKind.PLANNED,
        ]  # fmt: skip
        assert [each.owner for each in rows] == [MANAGER, "Nairobi duty", MANAGER]

    def test_lets_its_reporter_decline(
        self, made: World, record: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers[STAFF], SCREEN, {"record": str(record)})
        assert SECRET in words_of(screen)
        [own, *_] = [b for b in screen.button if str(b.key).startswith("decline-")]
        own.click().run()
        assert not [b for b in screen.button if str(b.key).startswith("care-done-")]
        with reading() as session:
            rows = after_care_of(session, made.viewers[STAFF], record_id=record, now=NOW)
        assert rows[0].last is AfterCareEventKind.DECLINED

    @pytest.mark.parametrize("who", CLOSED)
    def test_is_empty_for_everybody_else_by_list_search_and_address(
        self, made: World, record: int, who: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for query in ({}, {"q": "Nairobi"}, {"record": str(record)}, {"record": "nonsense"}):
            said = words_of(run_screen(monkeypatch, made.viewers[who], SCREEN, query))
            assert "knife" not in said
            assert COME not in said
            assert "No safety record" in said
        assert readings() == 0


class TestNow:
    def test_says_only_where_to_come_and_what_care_is_due(
        self, made: World, record: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        said = words_of(run_screen(monkeypatch, made.viewers[MANAGER], NOW_SCREEN))
        assert "Safety matter at Nairobi, come" in said
        assert "Nairobi staff, same day" in said
        assert "knife" not in said
        other = words_of(run_screen(monkeypatch, made.viewers["Mombasa manager"], NOW_SCREEN))
        assert "same day" not in other
        assert COME not in other
