"""The audit screens, run as their scripts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from db.commands import findings
from db.rules.words import ItemOutcome
from db.tables.minutes import Finding, ReadReceipt
from tests.databases import Database
from tests.db.signed_sets import IMAGINED, ITEM, sign_set
from tests.pages.screens import run_screen, words_of
from tests.world import NOW, World, world

MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)
MINUTES, FINDINGS = "audit/minutes.py", "audit/findings.py"


def _seed(database: Database) -> tuple[World, int, int]:
    with database.doors.writing() as session:
        made = world(session)
        bare = replace(ITEM, title="Kiosks down", text="Paper tags.", owner="",
                       outcome=ItemOutcome.ACTION, is_answered=False)  # fmt: skip
        one = sign_set(session, made, "Nairobi", MONDAY, [bare, IMAGINED])
        two = sign_set(session, made, "Mombasa", TUESDAY)
        sign_set(session, made, "Singapore", TUESDAY)
    return made, one, two


class TestAuditScreen:
    def test_shows_the_riskiest_set_of_the_own_region_first(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made, one, _ = _seed(embedded)
        screen = run_screen(monkeypatch, made.viewers["Africa regional"], MINUTES)
        assert not screen.exception
        said = words_of(screen)
        assert "2 sets of minutes to read" in said
        assert "no owner on 1 action" in said
        assert "Singapore" not in said
        assert screen.button(key=f"open-{one}").disabled

    def test_opens_two_offices_side_by_side_by_their_address(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made, one, two = _seed(embedded)
        screen = run_screen(
            monkeypatch, made.viewers["Africa regional"], MINUTES, {"open": f"{one},{two}"}
        )
        assert not screen.exception
        assert words_of(screen).count("chain verified") == 2

    def test_marks_as_read_and_moves_on(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made, one, _ = _seed(embedded)
        screen = run_screen(monkeypatch, made.viewers["Africa regional"], MINUTES)
        screen.button(key=f"read-{one}").click().run()
        assert not screen.exception
        assert "1 set of minutes to read" in words_of(screen)
        with embedded.doors.reading() as session:
            assert session.scalars(select(ReadReceipt.minutes_id)).all() == [one]

    def test_refuses_an_empty_finding_with_a_sentence(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made, one, _ = _seed(embedded)
        screen = run_screen(monkeypatch, made.viewers["Africa regional"], MINUTES)
        screen.button(key=f"send-{one}").click().run()
        assert "The finding is empty" in words_of(screen)

    def test_is_closed_to_managers(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made, _, _ = _seed(embedded)
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], MINUTES)
        assert "This screen is closed to you" in words_of(screen)

    def test_survives_an_address_that_names_nothing(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made, _, _ = _seed(embedded)
        viewer = made.viewers["Africa regional"]
        screen = run_screen(monkeypatch, viewer, MINUTES, {"open": "x,999999"})
        assert not screen.exception


class TestFindingsScreen:
    def test_lets_the_region_close_what_was_answered(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made, one, _ = _seed(embedded)
        with embedded.doors.writing() as session:
            key = findings.leave(
                session, made.viewers["Africa regional"], minutes_id=one, text="Who owns it?",
                owner_id=made.people["Nairobi manager"], due_on=date(2026, 11, 25),
                submit_key="one", at=NOW,
            )  # fmt: skip
            findings.answer(
                session, made.viewers["Nairobi manager"], finding_id=key, text="Ann.", at=NOW
            )
        manager = run_screen(monkeypatch, made.viewers["Nairobi manager"], FINDINGS)
        assert "1 open finding" in words_of(manager)
        assert f"close-{key}" not in {button.key for button in manager.button}
        screen = run_screen(monkeypatch, made.viewers["Africa regional"], FINDINGS)
        screen.button(key=f"close-{key}").click().run()
        assert not screen.exception
        with embedded.doors.reading() as session:
            assert session.scalars(select(Finding.closed_at)).one() is not None
        elsewhere = run_screen(monkeypatch, made.viewers["Mombasa manager"], FINDINGS)
        assert "No open findings" in words_of(elsewhere)
