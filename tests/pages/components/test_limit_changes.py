"""The change that somebody has to read, on the counter card."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from db.tables.limit_drafts import LimitReading
from pages.components import acts
from tests.databases import Database
from tests.limit_cases import a_draft, approved
from tests.pages.screens import run_screen, words_of
from tests.world import world

CARD = "counter/card.py"


class TestLimitChanges:
    def test_are_read_in_one_tap_and_then_gone(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            made = world(session)
            draft_id = a_draft(session, made, ("Meal voucher", "agent", "12000"))
            set_id = approved(session, made, draft_id)
        viewer = made.viewers["Nairobi staff"]
        monkeypatch.setattr(acts, "current_viewer", lambda: viewer)
        screen = run_screen(monkeypatch, viewer, CARD)
        assert "1 limit of yours changed" in words_of(screen)
        assert "KES\u00a010,000 → **KES\u00a012,000**" in words_of(screen)
        screen.button(key="read-change").click().run()
        assert not screen.exception
        assert "limit of yours" not in words_of(screen)
        with embedded.doors.reading() as session:
            rows = session.scalars(select(LimitReading)).all()
            assert [(row.limit_set_id, row.person_id) for row in rows] == [
                (set_id, viewer.person_id)
            ]

    def test_are_not_shown_to_others(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            made = world(session)
            approved(session, made, a_draft(session, made, ("Meal voucher", "agent", "12000")))
        screen = run_screen(monkeypatch, made.viewers["Nairobi senior"], CARD)
        assert "of yours changed" not in words_of(screen)
