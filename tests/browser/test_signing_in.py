"""The front door: nobody gets around it, and it remembers where they wanted to go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.seed import PASSWORD, seed
from tests.browser.server import served
from tests.browser.visits import House

pytestmark = pytest.mark.browser
Window = Callable[..., BrowserContext]


def _sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Sign-in name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


class TestTheFirstRequestAfterAStart:
    def test_is_a_deep_link_and_ends_where_it_pointed(self, tmp_path: Path, window: Window) -> None:
        with served(tmp_path) as running:
            seed(running)
            running.start()
            page = window().new_page()
            page.goto(f"{running.url}/escalations?q=voucher")
            expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
            _sign_in(page, "nairobi.staff")
            page.wait_for_url(f"{running.url}/escalations?q=voucher")
            expect(page.get_by_label("Search")).to_have_value("voucher")


class TestSigningIn:
    def test_says_that_a_password_does_not_match(self, house: House, window: Window) -> None:
        page = window().new_page()
        page.goto(house.served.url)
        _sign_in(page, "jakarta.senior", "not the password")
        expect(page.get_by_role("alert")).to_contain_text(
            "That name and password do not match. Four tries are left."
        )
        expect(page.get_by_label("Sign-in name")).to_have_value("jakarta.senior")

    def test_needs_the_keyboard_only(self, house: House, window: Window) -> None:
        page = window().new_page()
        page.goto(f"{house.served.url}/now")
        expect(page.get_by_label("Sign-in name")).to_be_focused()
        page.keyboard.type("jakarta.manager")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1, name="wait")).to_be_visible()

    def test_sets_a_cookie_that_no_script_can_read(self, house: House, window: Window) -> None:
        context = window()
        page = context.new_page()
        page.goto(house.served.url)
        _sign_in(page, "jakarta.staff")
        expect(page.get_by_role("combobox", name="Problem")).to_be_visible()
        assert "readyroom_session" not in page.evaluate("document.cookie")
        kept = next(each for each in context.cookies() if each["name"] == "readyroom_session")
        assert kept["httpOnly"]
        assert kept["sameSite"] == "Lax"


class TestSigningOut:
    def test_closes_the_other_tab_at_its_next_step(self, house: House, window: Window) -> None:
        context = window()
        here = context.new_page()
        here.goto(f"{house.served.url}/you")
        _sign_in(here, "singapore.senior")
        expect(here.get_by_role("heading", name="Singapore senior")).to_be_visible()
        there = context.new_page()
        there.goto(f"{house.served.url}/escalations")
        expect(there.get_by_label("Search")).to_be_visible()
        here.get_by_role("link", name="Sign out").click()
        expect(here.get_by_role("heading", name="Sign in")).to_be_visible()
        there.get_by_label("Search").fill("voucher")
        there.get_by_label("Search").press("Enter")
        expect(there.get_by_role("heading", name="You are signed out")).to_be_visible()
        expect(there.get_by_text("escalations on record")).to_have_count(0)
