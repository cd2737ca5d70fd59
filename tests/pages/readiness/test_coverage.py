"""The coverage map: nobody first and in words; a click or a choice leads to who and which limit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete

from db.tables.cover import Cover
from db.tables.places import OpeningHours
from pages.charts.coverage import SELECTION, CoveredHour, CoveredWeek, coverage_chart
from pages.charts.pictures import as_svg
from tests.databases import Database
from tests.pages.charts.specifications import drawn, layers, words
from tests.pages.screens import run_screen, words_of
from tests.pages.taking_along import took_along
from tests.world import NOW, World, world

WEEK = CoveredWeek("Jakarta", "Asia/Jakarta", (
    CoveredHour(6, 18, 0, "nobody"), CoveredHour(6, 19, 5, "up to IDR 5"),
))  # fmt: skip


@pytest.fixture
def made(embedded: Database) -> World:
    with embedded.doors.writing() as session:
        made = world(session)
        session.add(
            Cover(person_id=made.people["Nairobi manager"], place_id=made.places["Nairobi"],
                  starts_at=NOW, ends_at=NOW + timedelta(days=20))
        )  # fmt: skip
    return made


class TestTheScreen:
    def test_says_nobody_first_in_words(self, made: World, monkeypatch: pytest.MonkeyPatch) -> None:
        screen = run_screen(monkeypatch, made.viewers["Africa regional"], "readiness/coverage.py",
                            {"office": str(made.places["Nairobi"])})  # fmt: skip
        screen.selectbox(key="remedy").select(made.remedies["Refund"]).run()
        assert not screen.exception
        said = words_of(screen)
        assert "112 open hours a week with nobody to approve" in said
        assert said.index("nobody in Mombasa may approve anything") < said.index("Each sentence")

    def test_leads_from_a_gap_to_who_and_which_limit(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = run_screen(monkeypatch, made.viewers["Africa regional"], "readiness/coverage.py",
                            {"office": str(made.places["Mombasa"])})  # fmt: skip
        gap = screen.selectbox(key="gap")
        gap.select(gap.options[0]).run()
        assert not screen.exception
        assert "nobody" in words_of(screen)

    def test_leads_to_every_hour_by_keyboard_and_is_taken_along(
        self, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        taken = took_along(monkeypatch)
        screen = run_screen(monkeypatch, made.viewers["Africa regional"], "readiness/coverage.py",
                            {"office": str(made.places["Nairobi"])})  # fmt: skip
        hour = next(each for each in screen.selectbox(key="gap").options if "Monday 9:00" in each)
        screen.selectbox(key="gap").select(hour).run()
        assert not screen.exception
        assert "On duty the next time" in words_of(screen)
        assert len(taken.sheets["coverage"].rows) == 7 * 16
        assert {row[0] for row in taken.sheets["gaps"].rows} >= {"Mombasa"}
        drawn = as_svg([taken.pictures["coverage"]])
        assert "Nairobi" in drawn
        assert "the coming 14 days" in drawn

    def test_does_not_praise_an_office_without_opening_hours(
        self, embedded: Database, made: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            session.execute(delete(OpeningHours))
        screen = run_screen(monkeypatch, made.viewers["Africa regional"], "readiness/coverage.py")
        assert screen.title[0].value == "No opening hours are written yet"
        assert "Write the opening hours" in words_of(screen)


class TestTheChart:
    @pytest.mark.parametrize("tone", ["light", "dark"])
    def test_can_be_clicked_and_says_its_finding(self, tone: str) -> None:
        spec = coverage_chart(WEEK, tone=tone).to_dict()
        assert [each["name"] for each in spec["params"]] == [SELECTION]
        assert "in 1 of 2 open hours" in spec["description"]

    def test_writes_the_rung_beside_its_colour(self) -> None:
        spec = coverage_chart(WEEK, tone="light").to_dict()
        rows = drawn(spec, layers(spec, "rect")[0])
        assert {(row["rung"], row["fill"]) for row in rows} == {(0, "#C2410C"), (5, "#143A70")}
        assert words(spec) == {"0", "5"}
