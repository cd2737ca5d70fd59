"""The screen that tries a higher limit on the past."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from db.rules.bases import Basis
from db.rules.limit_grids import from_text
from db.tables.limit_drafts import LimitDraft
from tests.databases import Database
from tests.db.queries.test_backtests import over
from tests.pages.screens import run_screen, words_of
from tests.pages.taking_along import as_many_rows, took_along
from tests.world import NOW, World, world

SCREEN = "measures/higher_limit.py"


@pytest.fixture
def made(embedded: Database) -> World:
    with embedded.doors.writing() as session:
        return world(session)


@pytest.fixture
def busy(embedded: Database, made: World) -> World:
    """A quarter of asks over the limit of 1,000 at Nairobi."""
    with embedded.doors.writing() as session:
        for number in range(60):
            at = NOW - timedelta(days=1 + number)
            over(session, made, "Nairobi", 1_100 + 50 * (number % 40), granted=500, at=at)
    return made


class TestHigherLimit:
    def test_says_what_would_not_have_come_and_on_what_condition(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN)
        assert not screen.exception
        assert "escalations fewer with KES" in screen.title[0].value
        said = words_of(screen)
        assert "If staff and customers behave as before" in said
        assert "By quarter" in said
        assert "Bag delayed, Refund" in said

    def test_follows_the_slider(self, busy: World, monkeypatch: pytest.MonkeyPatch) -> None:
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN)
        amounts = screen.select_slider(key="limit").options
        assert amounts[0].endswith("1,500")
        screen.select_slider(key="limit").set_value(Decimal(1_500)).run()
        assert not screen.exception
        low = screen.title[0].value
        assert low.endswith("1,500")
        screen.select_slider(key="limit").set_value(Decimal(3_000)).run()
        assert screen.title[0].value != low

    def test_tries_the_limit_of_the_address_and_keeps_another_there(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        viewer = busy.viewers["Nairobi manager"]
        screen = run_screen(monkeypatch, viewer, SCREEN, {"limit": "1500"})
        assert screen.title[0].value.endswith("1,500")
        screen.select_slider(key="limit").set_value(Decimal(2_000)).run()
        assert screen.query_params["limit"] == "2000"
        assert screen.title[0].value.endswith("2,000")
        for strange in ("0", "-5", "much", "1234.5", "9" * 20, "²"):
            screen = run_screen(monkeypatch, viewer, SCREEN, {"limit": strange})
            assert not screen.exception

    def test_explains_and_takes_along_every_part(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        taken = took_along(monkeypatch)
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN)
        explained = [box for box in screen.expander if box.label == "Explain this number"]
        assert len(explained) == len(taken.pictures) == len(taken.sheets) == len(taken.whole) == 3
        facts = taken.pictures["facts"]
        assert facts.title == "What it would have cost and saved"
        assert any("had each got all that was asked" in line for line in facts.lines)
        assert taken.sheets["next"].rows[0][:2] == ("Bag delayed", "Refund")

    def test_leads_each_number_to_as_many_rows(
        self, embedded: Database, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        taken = took_along(monkeypatch)
        run_screen(monkeypatch, busy.viewers["Africa regional"], SCREEN, {"weeks": "All"})
        assert {each.mark.basis for each, _ in taken.counts if each.number} >= {
            Basis.REMOVED, Basis.OVER, Basis.WITHIN,
        }  # fmt: skip
        with embedded.doors.reading() as session:
            as_many_rows(session, busy.viewers["Africa regional"], taken)

    def test_looks_back_as_far_as_the_record_goes(
        self, embedded: Database, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            over(session, made, "Nairobi", 1_400, at=datetime(2007, 1, 3, tzinfo=UTC))
        viewer = made.viewers["Nairobi manager"]
        assert "Nobody" in run_screen(monkeypatch, viewer, SCREEN).title[0].value
        screen = run_screen(monkeypatch, viewer, SCREEN, {"weeks": "All"})
        assert "1 escalation fewer with KES" in screen.title[0].value

    def test_drafts_a_set_in_one_click(
        self, embedded: Database, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN)
        screen.select_slider(key="limit").set_value(Decimal(2_500)).run()
        screen.button(key="draft").click().run()
        with embedded.doors.reading() as session:
            drafted = session.scalars(select(LimitDraft)).one()
        assert drafted.cells != drafted.base_cells
        assert any("500" in cell for row in from_text(drafted.cells).rows for cell in row.cells)
        assert drafted.note.startswith("If staff and customers behave as before")

    def test_says_when_nobody_asked_for_more(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN)
        assert not screen.exception
        assert screen.title[0].value == "Nobody asked for more than a limit"

    def test_is_closed_to_staff(self, made: World, monkeypatch: pytest.MonkeyPatch) -> None:
        screen = run_screen(monkeypatch, made.viewers["Nairobi staff"], SCREEN)
        assert screen.title[0].value == "This screen is closed to you"
