"""A week of the rota: what is over is folded while something is still to come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from db.commands import cover
from tests.databases import Database
from tests.pages.screens import run_screen
from tests.world import NOW, World, world

SCREEN = "administration/cover.py"


@pytest.fixture
def made(embedded: Database) -> World:
    """Shifts before and after NOW, a Wednesday with one of its own, at Nairobi."""
    with embedded.doors.writing() as session:
        made = world(session)
        monday = datetime(2026, 11, 16, 5, tzinfo=UTC)
        for number in (0, 1, 3, 6):
            starts_at = monday + timedelta(days=number)
            cover.add_shift(
                session, made.viewers["Nairobi manager"], person_id=made.people["Nairobi staff"],
                place_id=made.places["Nairobi"], starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=8), at=NOW - timedelta(days=7),
            )  # fmt: skip
    return made


class TestTheWeek:
    def test_folds_the_days_that_are_over(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN)
        [earlier] = [each for each in screen.expander if each.label.startswith("Earlier")]
        folded = "\n".join(each.value for each in earlier.markdown)
        assert "Monday 16 Nov" in folded
        assert "Tuesday 17 Nov" in folded
        assert "Wednesday 18 Nov" not in folded

    def test_shows_a_week_that_is_over_whole(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(
            monkeypatch, made.viewers["Nairobi manager"], SCREEN, {"week": "2026-11-09"}
        )
        assert not [each for each in screen.expander if each.label.startswith("Earlier")]
