"""The Now screen in a real browser: an ask is seen, and heard, before its card is drawn."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visits import House, Visits, ask_for, keyed

pytestmark = pytest.mark.browser
# The card of an ask that was offered to somebody else comes after at most a second: here, last.
LATE_CARDS = "Math.random = () => 0.999;"
KEPT_NOTIFICATIONS = """
window.kept = [];
window.Notification = class {
  static permission = "granted";
  static requestPermission() { return Promise.resolve("granted"); }
  constructor(title, facts) { window.kept.push([title, facts.body]); }
};
"""


def _asked(visit: Visits, *, worth: str) -> Page:
    staff = visit("Mombasa staff")
    ask_for(staff, "Missed connection", remedy="Refund", worth=worth)
    staff.get_by_role("button", name=re.compile(r"^Get .+ now$")).click()
    return staff


def _over(staff: Page) -> None:
    """Take back every ask, those of other tests at this office too."""
    buttons = staff.get_by_role("button", name="Not needed")
    for left in reversed(range(buttons.count())):
        buttons.first.click()
        expect(buttons).to_have_count(left)


class TestNow:
    def test_shows_the_facts_of_an_ask_before_its_card(self, visit: Visits, house: House) -> None:
        other = visit.window("Mombasa duty").new_page()
        other.add_init_script(LATE_CARDS)
        other.goto(f"{house.served.url}/now")
        expect(other.get_by_role("button", name="Tell me with a sound")).to_be_visible()
        strip = other.locator(".asks li")
        staff = _asked(visit, worth="15500")
        expect(strip).to_have_text(re.compile("Missed connection.*KES\u00a015,500.*Mombasa staff"))
        expect(keyed(other, "waiting-").filter(has_text="KES\u00a015,500")).to_be_visible()
        expect(strip).to_have_count(0)
        _over(staff)

    def test_makes_itself_heard_once_that_was_wished_for(self, visit: Visits, house: House) -> None:
        manager = visit.window("Mombasa manager").new_page()
        manager.add_init_script(KEPT_NOTIFICATIONS)
        manager.goto(f"{house.served.url}/now")
        manager.get_by_role("button", name="Tell me with a sound").click()
        wish = manager.get_by_role("button", name="Sound and notifications are on")
        expect(wish).to_have_attribute("aria-pressed", "true")
        staff = _asked(visit, worth="15600")
        expect(keyed(manager, "waiting-").filter(has_text="KES\u00a015,600")).to_be_visible()
        [[title, body]] = manager.evaluate("window.kept")
        assert (title, "KES\u00a015,600" in body) == ("Missed connection", True)
        wish.click()
        expect(manager.get_by_role("button", name="Tell me with a sound")).to_be_visible()
        _over(staff)

    def test_says_that_its_line_is_lost(self, visit: Visits, house: House) -> None:
        manager = visit.window("Mombasa manager").new_page()
        manager.route_web_socket(re.compile("/happenings"), lambda line: line.close())
        manager.goto(f"{house.served.url}/now")
        expect(manager.get_by_text("No line to Readyroom.")).to_be_visible()


class TestAnyOtherScreen:
    def test_tells_of_who_waits_until_somebody_comes(self, visit: Visits, house: House) -> None:
        manager = visit.window("Mombasa manager").new_page()
        manager.goto(f"{house.served.url}/actions")
        expect(manager.get_by_role("heading", level=1)).to_be_visible()
        strip = manager.get_by_role("region", name="Waiting for you")
        staff = _asked(visit, worth="15700")
        expect(strip).to_contain_text("Missed connection")
        expect(strip).to_contain_text("KES\u00a015,700")
        strip.get_by_role("button", name="Later").click()
        expect(strip).to_be_hidden()
        _over(staff)
        again = _asked(visit, worth="15800")
        expect(strip).to_contain_text("KES\u00a015,800")
        strip.get_by_role("button", name="Open Now").click()
        expect(keyed(manager, "waiting-").filter(has_text="KES\u00a015,800")).to_be_visible()
        _over(again)

    def test_tells_on_opening_of_who_waits_already_and_stops_when_they_do_not(
        self, visit: Visits, house: House
    ) -> None:
        staff = _asked(visit, worth="15900")
        manager = visit.window("Mombasa manager").new_page()
        manager.goto(f"{house.served.url}/actions")
        strip = manager.get_by_role("region", name="Waiting for you")
        expect(strip).to_contain_text("KES\u00a015,900")
        _over(staff)
        expect(strip).to_be_hidden()

    def test_tells_staff_nothing(self, visit: Visits, house: House) -> None:
        staff = _asked(visit, worth="16000")
        other = visit.window("Mombasa staff").new_page()
        other.goto(f"{house.served.url}/actions")
        expect(other.get_by_role("heading", level=1)).to_be_visible()
        expect(other.get_by_role("region", name="Waiting for you")).to_have_count(0)
        _over(staff)
