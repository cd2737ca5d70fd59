"""The plain card on a home screen: a valid manifest, a worker, and an answer without a network."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.seed import token_of
from tests.browser.visits import House

pytestmark = pytest.mark.browser
CONTROLLED = "() => navigator.serviceWorker.controller !== null"
# A browser does not wait for a promise in a condition that is looked at again and again: the
# looking stands inside, ten seconds at most.
KEPT = """async ([address, wanted]) => {
    const kept = await caches.open("readyroom-card-1");
    for (let look = 0; look < 200; look += 1) {
        if (((await kept.match(address)) !== undefined) === wanted) return true;
        await new Promise((wait) => setTimeout(wait, 50));
    }
    return false;
}"""


@pytest.fixture
def page(house: House, window: Callable[..., BrowserContext]) -> Page:
    """A phone with nothing kept on it, signed in, at the card."""
    context = window(viewport={"width": 390, "height": 844})
    token = token_of(house.served, house.made.people["Jakarta staff"])
    url = house.served.url
    context.add_cookies([{"name": "readyroom_session", "value": token, "url": url}])
    page = context.new_page()
    page.goto(f"{url}/card")
    page.wait_for_function(CONTROLLED)
    return page


class TestTheHomeScreen:
    def test_may_hold_the_card(self, page: Page) -> None:
        protocol = page.context.new_cdp_session(page)
        manifest = protocol.send("Page.getAppManifest")
        assert manifest["errors"] == []
        assert manifest["url"].endswith("/plain/card.webmanifest")
        errors = protocol.send("Page.getInstallabilityErrors")["installabilityErrors"]
        # A window of a test is private, and a browser installs nothing from such a window.
        assert [each for each in errors if each["errorId"] != "in-incognito"] == []


class TestWithoutANetwork:
    def test_shows_the_pocket_card_that_was_kept(self, page: Page, house: House) -> None:
        page.reload()
        assert page.evaluate(KEPT, ["/pocket-card", True])
        page.context.set_offline(True)
        page.goto(f"{house.served.url}/card?q=bag")
        expect(page.get_by_role("heading", name="What you may give")).to_be_visible()
        expect(page.get_by_text("Valid until").first).to_be_visible()
        page.context.set_offline(False)
        page.goto(f"{house.served.url}/card?q=bag")
        expect(page.get_by_label("What is wrong?")).to_be_visible()

    def test_says_so_honestly_when_nothing_was_kept(self, page: Page, house: House) -> None:
        page.evaluate("async () => (await caches.open('readyroom-card-1')).delete('/pocket-card')")
        page.context.set_offline(True)
        page.goto(f"{house.served.url}/card?q=bag")
        expect(page.get_by_role("heading", name="No network")).to_be_visible()
        expect(page.get_by_role("link", name="Try again")).to_be_visible()

    def test_keeps_nothing_of_who_signed_out(self, page: Page, house: House) -> None:
        page.reload()
        assert page.evaluate(KEPT, ["/pocket-card", True])
        page.context.clear_cookies()
        page.goto(f"{house.served.url}/card")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert page.evaluate(KEPT, ["/pocket-card", False])

    def test_fetches_the_pocket_card_once_an_hour_and_no_more(
        self, page: Page, house: House
    ) -> None:
        page.reload()
        assert page.evaluate(KEPT, ["/pocket-card", True])
        asked: list[str] = []
        page.context.on("request", lambda request: asked.append(request.url))
        page.goto(f"{house.served.url}/card?q=bag")
        page.wait_for_timeout(800)
        assert [address for address in asked if "/pocket-card" in address] == []

    def test_keeps_no_answer_and_no_customer(self, page: Page, house: House) -> None:
        page.goto(f"{house.served.url}/card?q=bag&worth=5")
        assert page.evaluate(KEPT, ["/pocket-card", True])
        kept = page.evaluate(
            "async () => (await (await caches.open('readyroom-card-1')).keys()).map(r => r.url)"
        )
        assert [address for address in kept if "/card?" in address or "worth" in address] == []
