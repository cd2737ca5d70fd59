"""Every measure screen over offices that are hard to measure: honest, explained, and led on."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import pytest
from streamlit.testing.v1 import AppTest

from tests.databases import Database
from tests.odd_offices import ALL_OPEN, GAPS, NONE, OFFICES, TWO, odd_offices
from tests.pages.screens import run_screen, words_of
from tests.pages.taking_along import as_many_rows, took_along
from tests.world import NOW, World, world

MEASURES, OUTCOMES = "measures/office.py", "measures/outcomes.py"
HIGHER, COVERAGE = "measures/higher_limit.py", "readiness/coverage.py"
SCREENS = (MEASURES, OUTCOMES, HIGHER, COVERAGE)
# A count of one with several of its noun, and what no reader should meet.
NOUNS = "asks|weeks|customers|promises|escalations|matters|offices|contacts|hours|periods"
UNTRUE = re.compile(rf"(?<!of )(?<![.,])\b1 ({NOUNS})\b")
RAW = re.compile(r"\b(nan|inf|as_of)\b|\bNone\b(?! (is|lies))|\{|\}")


@pytest.fixture
def odd(embedded: Database) -> World:
    with embedded.doors.writing() as session:
        made = world(session)
        odd_offices(session, made, now=NOW)
    return made


def _opened(
    monkeypatch: pytest.MonkeyPatch, odd: World, screen: str, office: str,
    query: Mapping[str, str] | None = None,
) -> AppTest:  # fmt: skip
    asked = {"office": str(odd.places[office]), "levels": "true"} | dict(query or {})
    found = run_screen(monkeypatch, odd.viewers["Administrator"], screen, asked)
    assert not found.exception
    assert not found.error
    return found


def _said(found: AppTest) -> str:
    return re.sub(r"</?h2[^>]*>", "", words_of(found).replace("\\", ""))


def _charts(found: AppTest) -> list[dict[str, object]]:
    return [json.loads(each.proto.spec) for each in found.get("vega_lite_chart")]


class TestEveryScreen:
    @pytest.mark.parametrize("weeks", ["13 weeks", "1 year"])
    @pytest.mark.parametrize("office", OFFICES)
    @pytest.mark.parametrize("screen", SCREENS)
    def test_says_nothing_raw_and_nothing_in_a_wrong_number(
        self, odd: World, monkeypatch: pytest.MonkeyPatch, screen: str, office: str, weeks: str
    ) -> None:
        found = _opened(monkeypatch, odd, screen, office, {"weeks": weeks})
        said = _said(found)
        assert len(found.title) == 1
        assert UNTRUE.findall(said) == []
        assert RAW.findall(said) == []
        for chart in _charts(found):
            assert len(str(chart["description"])) > len(office)
            assert RAW.findall(str(chart["description"])) == []
            assert UNTRUE.findall(str(chart["description"])) == []

    @pytest.mark.parametrize("office", OFFICES)
    @pytest.mark.parametrize("screen", SCREENS[:3])
    def test_leads_each_number_to_as_many_rows(
        self, embedded: Database, odd: World, monkeypatch: pytest.MonkeyPatch, screen: str,
        office: str,
    ) -> None:  # fmt: skip
        taken = took_along(monkeypatch)
        _opened(monkeypatch, odd, screen, office)
        with embedded.doors.reading() as session:
            as_many_rows(session, odd.viewers["Administrator"], taken)

    @pytest.mark.parametrize("office", OFFICES)
    @pytest.mark.parametrize("screen", SCREENS[:3])
    def test_can_be_taken_along_part_by_part_and_whole(
        self, odd: World, monkeypatch: pytest.MonkeyPatch, screen: str, office: str
    ) -> None:
        taken = took_along(monkeypatch)
        found = _opened(monkeypatch, odd, screen, office)
        assert len(taken.whole) == len(taken.pictures)
        assert set(taken.pictures) <= set(taken.sheets)
        for picture in taken.pictures.values():
            assert picture.title
            assert office in picture.lines[0]
            assert picture.lines[-1].startswith("Source: Readyroom")
        drawn = [key for key in taken.pictures if taken.pictures[key].chart]
        assert len(drawn) >= len(_charts(found))
        explained = [box for box in found.expander if box.label == "Explain this number"]
        assert len(explained) >= len(_charts(found))


class TestTwoCases:
    def test_are_too_few_to_judge(self, odd: World, monkeypatch: pytest.MonkeyPatch) -> None:
        found = _opened(monkeypatch, odd, MEASURES, TWO)
        said = _said(found)
        assert said.startswith("Nairobi: 2 escalations, too few to judge")
        assert "less than one a week, too few to judge" in said
        assert "1 week is too few" in said or "2 weeks are too few" in said
        assert "No class of asks stands out" in said
        [rates] = [each for each in _charts(found) if "per 100 contacts in" in str(each)]
        assert "No week breaks a rule" in str(rates["description"])

    def test_give_no_share_to_go_by(self, odd: World, monkeypatch: pytest.MonkeyPatch) -> None:
        found = _opened(monkeypatch, odd, OUTCOMES, TWO)
        said = _said(found)
        assert said.startswith("Nairobi: 2 matters, too few to judge")
        assert "Fewer than 10 say next to nothing" in said

    def test_of_trillions_are_told_in_full(
        self, odd: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found = _opened(monkeypatch, odd, HIGHER, TWO)
        assert found.title[0].value.startswith("1 escalation fewer with KES")
        assert "KES\xa0999,999,999,100 more" in _said(found)


class TestAllStillOpen:
    def test_are_neither_gone_nor_served(self, odd: World, monkeypatch: pytest.MonkeyPatch) -> None:
        said = _said(_opened(monkeypatch, odd, OUTCOMES, ALL_OPEN))
        assert "of none is it known that a manager came or the customer left" in said
        assert "No ask of Mombasa in these weeks is resolved yet" in said

    def test_without_contacts_are_counted_and_have_no_rate(
        self, odd: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found = _opened(monkeypatch, odd, MEASURES, ALL_OPEN)
        assert found.title[0].value == "No contacts are recorded for Mombasa"
        said = _said(found)
        assert "0 contacts, 0 escalations. 11 asks fell on days without contacts." in said
        assert "Nothing was resolved here yet" in said
        assert "None is resolved" in said
        assert "12 open or ended without it" in said


class TestNoneAtAll:
    def test_have_a_next_step_on_every_screen(
        self, odd: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        said = _said(_opened(monkeypatch, odd, MEASURES, NONE))
        for part in ("there is no rate", "nobody waited", "Nobody asked for a manager in these",
                     "so nobody answered"):  # fmt: skip
            assert part in said
        said = _said(_opened(monkeypatch, odd, OUTCOMES, NONE))
        assert "so nobody left" in said
        assert "Gifts are recorded on the counter card" in said
        said = _said(_opened(monkeypatch, odd, HIGHER, NONE))
        assert "Choose a longer period, or another place" in said


class TestAYearOfGaps:
    def test_is_drawn_with_its_gap(self, odd: World, monkeypatch: pytest.MonkeyPatch) -> None:
        taken = took_along(monkeypatch)
        for screen, key in ((MEASURES, "rates"), (OUTCOMES, "first-line")):
            found = _opened(monkeypatch, odd, screen, GAPS, {"weeks": "1 year"})
            assert "43 periods without" in _said(found)
            drawn = taken.pictures[key].chart["datasets"].values()
            lines = {row["line"] for rows in drawn for row in rows if "line" in row}
            assert lines == {0, 1}
