"""The plain card and the coverage map in a real browser: no script, only keys, no network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.seed import token_of
from tests.browser.visits import House, Visits

pytestmark = pytest.mark.browser
ALL_IN_ALL = 50_000


class TestThePlainCard:
    def test_answers_without_a_script_and_by_keys_alone(
        self, house: House, window: Callable[..., BrowserContext]
    ) -> None:
        url = house.served.url
        context = window(java_script_enabled=False, viewport={"width": 390, "height": 844})
        # Somebody of whom no other test asks anything: an open ask would stand above the answer.
        token = token_of(house.served, house.made.people["Singapore senior"])
        context.add_cookies([{"name": "readyroom_session", "value": token, "url": url}])
        page = context.new_page()
        page.goto(f"{url}/card")
        page.keyboard.type("missd conection")
        page.keyboard.press("Enter")
        band = page.get_by_role("status")
        expect(band).to_be_visible()
        expect(page.get_by_label("Problem")).to_have_value(
            str(house.made.problems["Missed connection"])
        )
        box = band.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 844

    def test_is_loaded_under_fifty_kilobytes_in_one_answer(self, visit: Visits) -> None:
        page = visit.window("Jakarta senior", phone=True).new_page()
        sizes: list[int] = []
        page.on(
            "requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"])
        )
        page.goto(f"{visit.house.served.url}/card?q=bag&worth=5000000")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_load_state("networkidle")
        page.close()
        assert 0 < sum(sizes) < ALL_IN_ALL

    def test_asks_for_a_manager_and_shows_the_state(self, visit: Visits) -> None:
        page = visit("Jakarta staff", "/card?q=delayed+bag&worth=1500000", phone=True)
        page.get_by_role("button", name="Get", exact=False).first.click()
        asked = page.get_by_role("region", name="Your ask").first
        expect(asked).to_contain_text("You asked")
        asked.get_by_role("button", name="Not needed").click()
        expect(page.get_by_role("region", name="Your ask")).to_have_count(0)


class TestThePocketCard:
    def test_is_whole_when_it_was_saved_and_the_network_is_gone(
        self, visit: Visits, tmp_path: Path
    ) -> None:
        page = visit("Jakarta staff", "/pocket-card")
        saved = tmp_path / "card.html"
        saved.write_text(page.content(), "utf-8")
        page.context.set_offline(True)
        try:
            failed: list[str] = []
            page.on("requestfailed", lambda request: failed.append(request.url))
            page.goto(saved.as_uri())
            expect(page.get_by_role("heading", name="What you may give")).to_be_visible()
            code = page.locator("footer svg").bounding_box()
            assert code is not None
            assert abs(code["width"] / 96 * 25.4 - 22) < 0.5
            assert failed == []
        finally:
            page.context.set_offline(False)


class TestTheCoverageMap:
    def test_leads_from_a_click_to_who_is_there(self, visit: Visits) -> None:
        page = visit("Jakarta manager", "/coverage")
        cell = page.locator(
            "[data-testid=stVegaLiteChart] svg, [data-testid=stVegaLiteChart] canvas"
        )
        expect(cell.first).to_be_visible()
        page.wait_for_timeout(800)
        box = cell.first.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(page.get_by_text("Only those who stay for the whole hour")).to_be_visible()
