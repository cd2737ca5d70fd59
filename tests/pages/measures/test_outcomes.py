"""The screen of outcomes, run as the script that it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from db.commands import walk_aways
from db.commands.walk_aways import Left
from db.rules.words import LeftReason
from tests.databases import Database
from tests.db.queries.cases import ask, give
from tests.pages.screens import run_screen, words_of
from tests.world import NOW, World, world

SCREEN = "measures/outcomes.py"
DAY = timedelta(days=1)


@pytest.fixture
def made(embedded: Database) -> World:
    with embedded.doors.writing() as session:
        return world(session)


@pytest.fixture
def busy(embedded: Database, made: World) -> World:
    """Half a year of gifts and asks at Nairobi, and other ones at Mombasa."""
    with embedded.doors.writing() as session:
        for number in range(1, 190, 3):
            day = NOW.date() - number * DAY
            noon = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
            give(session, made, "Nairobi", "Bag delayed", at=noon)
            ask(session, made, "Nairobi", "Bag delayed", at=noon, settled=True)
            ask(session, made, "Mombasa", "Bag delayed", at=noon, settled=True, times=3)
    return made


class TestOutcomes:
    def test_begin_with_the_finding_its_counts_and_its_period(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN)
        assert not screen.exception
        assert screen.title[0].value == "Staff in Nairobi settle 50 % themselves"
        assert "26 weeks to" in words_of(screen)

    def test_explain_each_share(self, busy: World, monkeypatch: pytest.MonkeyPatch) -> None:
        screen = run_screen(monkeypatch, busy.viewers["Africa regional"], SCREEN)
        explained = [box for box in screen.expander if box.label == "Explain this number"]
        assert len(explained) == 3
        for box in explained:
            text = "\n".join(each.value for each in box.markdown)
            for part in ("Definition", "Counted", "Left out", "Clock", "Formula"):
                assert part in text

    def test_say_counts_and_interval_and_what_is_too_little(
        self, busy: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        query = {"weeks": "13 weeks"}
        said = words_of(run_screen(monkeypatch, busy.viewers["Nairobi manager"], SCREEN, query))
        assert "matters were settled by staff, 13 weeks; 95 % interval" in said
        assert "No promise to call back came to its end at Nairobi" in said

    def test_never_say_nought_where_nothing_is_recorded(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN)
        assert not screen.exception
        assert screen.title[0].value == "How it ended for customers in Nairobi"
        assert "Gifts are recorded on the counter card" in words_of(screen)

    def test_say_why_customers_left(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P25: with an ask and without, the commonest reason first."""
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN)
        assert "Nobody noted that a customer left" in words_of(screen)
        with embedded.doors.writing() as session:
            for number in range(2):
                walk_aways.note(
                    session, made.viewers["Nairobi staff"], place_id=made.places["Nairobi"],
                    left=Left(LeftReason.HAD_TO_GO, made.problems["Bag delayed"]),
                    submit_key=str(number), at=NOW - 7 * DAY,
                )  # fmt: skip
        said = words_of(run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN))
        assert "Why customers left" in said
        assert "0 left while a manager was asked for, 2 before anybody asked" in said
        assert "- 2 had to go" in said

    def test_refuse_an_office_that_is_not_the_viewers(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        query = {"office": str(made.places["Singapore"])}
        screen = run_screen(monkeypatch, made.viewers["Nairobi manager"], SCREEN, query)
        assert screen.error[0].value.startswith("There is no such office for you.")
        assert not screen.title

    def test_are_closed_to_staff(self, made: World, monkeypatch: pytest.MonkeyPatch) -> None:
        screen = run_screen(monkeypatch, made.viewers["Nairobi staff"], SCREEN)
        assert screen.title[0].value == "This screen is closed to you"
