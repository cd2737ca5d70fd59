"""Every screen and every plain page, light and dark, before an automated audit (WCAG 2.2 AA)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from pages.screens import SCREENS
from tests.browser.server import Served
from tests.browser.visits import House, Visits, ask_for, band, keyed, settled

pytestmark = pytest.mark.browser
TONES: dict[Literal["light", "dark"], str] = {
    "light": "rgb(255, 255, 255)",
    "dark": "rgb(16, 22, 29)",
}
GRAVE = {"serious", "critical"}


def _grave(page: Page) -> list[str]:
    """The serious and critical violations, each with the elements that it is about."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['target'][-1]} {node['html'][:160]}"
        for each in found
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]


def _lasting(page: Page) -> list[str]:
    """The grave ones that are there when the page is looked at again at rest: a part that is
    drawn anew at the moment is pale.
    """
    if not _grave(page):
        return []
    page.wait_for_timeout(1_000)
    settled(page)
    return _grave(page)


def _look(page: Page) -> list[str]:
    """The violations in both tones."""
    found = []
    app = page.get_by_test_id("stApp")
    for tone, background in TONES.items():
        page.emulate_media(color_scheme=tone, reduced_motion="reduce")
        if app.count():
            expect(app).to_have_css("background-color", background)
            settled(page)
        found += [f"{tone} {each}" for each in _lasting(page)]
    return found


class TestTheAudit:
    def test_would_find_a_pale_word_and_a_mute_button(
        self, window: Callable[..., BrowserContext]
    ) -> None:
        page = window().new_page()
        page.set_content('<main><h1 style="color:#DDD">Pale</h1><button></button></main>')
        assert {each.split(":")[0] for each in _grave(page)} >= {"color-contrast", "button-name"}


class TestEveryScreen:
    @pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.url_path)
    def test_has_no_grave_violation(self, visit: Visits, screen: Any) -> None:
        page = _opened(visit, screen)
        assert _look(page) == []

    @pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.url_path)
    def test_has_no_grave_violation_on_a_phone(self, visit: Visits, screen: Any) -> None:
        page = _opened(visit, screen, phone=True)
        unfold = page.get_by_test_id("stExpandSidebarButton")
        # The window remembers that the menu stands open.
        if unfold.is_visible():
            unfold.click()
        expect(page.get_by_test_id("stSidebarNavItems")).to_be_visible()
        assert _lasting(page) == []


def _opened(visit: Visits, screen: Any, *, phone: bool = False) -> Page:
    page = visit("Administrator", f"/{screen.url_path}", phone=phone)
    expect(page.get_by_test_id("stMain")).to_be_visible()
    settled(page)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    return page


class TestAScreenInUse:
    def test_has_no_grave_violation_with_an_answer_on_it(self, visit: Visits) -> None:
        page = visit("Jakarta senior")
        ask_for(page, "Missed connection", remedy="Refund", worth="1000000")
        expect(band(page)).to_be_visible()
        assert _look(page) == []

    def test_has_no_grave_violation_with_somebody_waiting(self, visit: Visits) -> None:
        staff = visit("Jakarta senior")
        ask_for(staff, "Bag delayed", remedy="Refund", worth="3000000")
        keyed(staff, "ask").get_by_role("button").click()
        expect(staff.get_by_text("since you asked")).to_be_visible()
        manager = visit("Jakarta duty", "/now")
        keyed(manager, "waiting-").get_by_role("button", name="Take it").first.click()
        manager.get_by_role("button", name="With the customer").first.click()
        expect(manager.get_by_role("button", name="Resolve").first).to_be_visible()
        assert _look(manager) + _look(staff) == []

    @pytest.mark.parametrize("stage", ["running", "signed"])
    def test_has_no_grave_violation_in_a_huddle(
        self, visit: Visits, house: House, stage: str
    ) -> None:
        path = "run-a-huddle" if stage == "running" else "minutes"
        page = visit("Singapore manager", f"/{path}?huddle={house.huddles[stage]}")
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        assert _look(page) == []


class TestAPlainPage:
    def test_has_no_grave_violation(self, visit: Visits, house: House) -> None:
        for path in (
            "/password", f"/minutes/{house.huddles['signed']}", "/minutes/0", "/card",
            "/card?q=delayed+bag&worth=100", "/card?q=zzzz", "/pocket-card", "/pocket-card?size=a4",
            "/pocket-card/check?at=1700000000", "/plain/no-network",
        ):  # fmt: skip
            page = visit("Singapore manager", path)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            assert _look(page) == []

    def test_has_none_before_anybody_signed_in(
        self, house: House, window: Callable[..., BrowserContext]
    ) -> None:
        page = window().new_page()
        page.goto(f"{house.served.url}/sign-in")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert _look(page) == []

    def test_has_none_before_anybody_set_up(
        self, empty: Served, window: Callable[..., BrowserContext]
    ) -> None:
        page = window().new_page()
        page.goto(f"{empty.url}/set-up")
        expect(page.get_by_role("heading", name="Set up Readyroom")).to_be_visible()
        assert _look(page) == []
