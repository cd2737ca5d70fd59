"""Who meets which screens: the menu shows them, and no address leads around it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from db.access import may_somewhere
from pages.screens import SCREENS, Screen
from tests.browser.visits import House, Visits, settled

pytestmark = pytest.mark.browser
PEOPLE = ("Nairobi staff", "Nairobi manager", "Africa regional", "Administrator")


def _split(house: House, name: str) -> tuple[list[Screen], list[Screen]]:
    """The screens that this person may open, and those that they may not."""
    viewer = house.made.viewers[name]
    present = [screen for screen in SCREENS if screen.file.exists()]
    mine = [screen for screen in present if may_somewhere(viewer, screen.permission)]
    return mine, [screen for screen in present if screen not in mine]


class TestTheMenu:
    @pytest.mark.parametrize("name", PEOPLE)
    def test_shows_each_role_its_own_screens(self, visit: Visits, house: House, name: str) -> None:
        mine, _ = _split(house, name)
        page = visit(name)
        settled(page)
        folded = page.get_by_test_id("stTopNavSection").filter(visible=True)
        # What finds no room beside the others folds away.
        if folded.count():
            folded.first.click()
        entries = page.locator('[data-testid="stTopNavLink"], [data-testid="stTopNavDropdownLink"]')
        expect(entries.filter(has_text="You").first).to_be_visible()
        shown = {text.split("\n")[-1] for text in entries.all_inner_texts()}
        assert shown == {screen.title for screen in mine if screen.is_listed}


class TestADeepLink:
    @pytest.mark.parametrize("name", PEOPLE)
    def test_to_a_closed_screen_says_so(self, visit: Visits, house: House, name: str) -> None:
        _, closed = _split(house, name)
        page = visit(name)
        for screen in closed:
            page.goto(f"{house.served.url}/{screen.url_path}")
            expect(page.get_by_role("heading", name="This screen is closed to you")).to_be_visible()
