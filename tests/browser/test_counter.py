"""The counter card, as it stands on a phone and under a hurried finger."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy import func, select

from db.tables.remedies import Grant
from tests.browser.visits import House, Visits, ask_for, band, settled

pytestmark = pytest.mark.browser
# Colour, and the first words of the answer.
ANSWERS = (
    ("Refund", "10000", "Yes, you may", "rgb(0, 128, 107)"),
    ("Refund", "15000", "Ask first", "rgb(255, 194, 71)"),
    ("Hotel night", "9000", "Nobody here may", "rgb(155, 16, 48)"),
)


def _bottom(part: Locator) -> float:
    box = part.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def _given(house: House) -> int:
    with house.served.doors.reading() as session:
        return session.scalar(select(func.count()).select_from(Grant)) or 0


class TestTheCardOnAPhone:
    @pytest.mark.parametrize(("remedy", "worth", "headline", "colour"), ANSWERS)
    def test_shows_answer_and_words_without_scrolling(
        self, visit: Visits, remedy: str, worth: str, headline: str, colour: str
    ) -> None:
        page = visit("Nairobi staff", phone=True)
        ask_for(page, "Missed connection", remedy=remedy, worth=worth)
        expect(band(page)).to_contain_text(headline)
        expect(band(page)).to_have_css("background-color", colour)
        settled(page)
        words = page.locator("blockquote")
        actions = page.get_by_test_id("stBottom").bounding_box()
        assert actions is not None
        assert _bottom(band(page)) < _bottom(words) <= actions["y"]
        assert page.evaluate("document.scrollingElement.scrollTop") == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 390

    def test_finds_a_misspelt_problem(self, visit: Visits) -> None:
        page = visit("Nairobi staff", phone=True)
        ask_for(page, "mised conection")
        expect(page.get_by_text("I am sorry about this: missed connection.")).to_be_visible()

    def test_takes_over_a_remedy_that_the_words_name(self, visit: Visits) -> None:
        page = visit("Nairobi staff", phone=True)
        ask_for(page, "hotle for delaid bag")
        page.get_by_role("radio", name="Hotel night").or_(
            page.get_by_role("button", name="Hotel night")
        ).first.click()
        # The world has no limit for hotels; with the remedy that fits best the answer was yes.
        expect(band(page)).to_contain_text("Nobody here may")


class TestGiven:
    def test_is_recorded_once_after_a_double_click(self, visit: Visits, house: House) -> None:
        before = _given(house)
        page = visit("Nairobi senior")
        ask_for(page, "Bag delayed", remedy="Meal voucher", worth="5000")
        page.get_by_role("button", name="Given").dblclick()
        expect(page.get_by_text("Recorded: Meal voucher")).to_be_visible()
        page.get_by_role("button", name="Given").wait_for()
        page.wait_for_timeout(500)
        assert _given(house) == before + 1
