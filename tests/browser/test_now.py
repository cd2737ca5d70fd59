"""The Now screen in a real browser: an ask is seen, heard and taken before its card is drawn."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.visits import House, Visits, ask_for, keyed

pytestmark = pytest.mark.browser
HAPPENINGS = re.compile("/happenings")
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


def _told(visit: Visits, house: House, who: str, *, cards_after: int) -> Page:
    """Now of a manager who is told at once, and whose cards follow so many milliseconds later: as
    the last of many screens.
    """
    page = visit.window(who).new_page()

    def late(line: WebSocketRoute) -> None:
        server = line.connect_to_server()
        server.on_message(
            lambda word: line.send(json.dumps(json.loads(word) | {"after": cards_after}))
        )

    page.route_web_socket(HAPPENINGS, late)
    page.goto(f"{house.served.url}/now")
    expect(page.get_by_role("button", name="Tell me with a sound")).to_be_visible()
    return page


class TestNow:
    def test_shows_the_facts_of_an_ask_before_its_card(self, visit: Visits, house: House) -> None:
        other = _told(visit, house, "Mombasa duty", cards_after=3000)
        strip = other.locator(".asks li")
        staff = _asked(visit, worth="15500")
        expect(strip).to_have_text(
            re.compile(r"Missed connection\s*Refund KES\u00a015,500\. Mombasa staff", re.DOTALL)
        )
        card = keyed(other, "waiting-").filter(has_text="KES\u00a015,500")
        expect(card).to_have_count(0)
        expect(card).to_be_visible()
        expect(strip).to_have_count(0)
        _over(staff)

    def test_takes_it_by_the_keyboard_before_its_card_and_tells_the_asker(
        self, visit: Visits, house: House
    ) -> None:
        manager = _told(visit, house, "Mombasa manager", cards_after=60_000)
        staff = _asked(visit, worth="15550")
        come = manager.get_by_role("button", name="I come: Missed connection")
        expect(keyed(manager, "waiting-")).to_have_count(0)
        come.press("Enter")
        expect(staff.get_by_text("Mombasa manager is coming")).to_be_visible()
        held = keyed(manager, "held-").filter(has_text="KES\u00a015,550")
        expect(held.get_by_role("button", name="With the customer")).to_be_visible()
        expect(manager.locator(".asks li")).to_have_count(0)
        _over(staff)

    def test_says_to_the_others_who_was_first(self, visit: Visits, house: House) -> None:
        other = _told(visit, house, "Mombasa duty", cards_after=60_000)
        first = _told(visit, house, "Mombasa manager", cards_after=60_000)
        staff = _asked(visit, worth="15560")
        strip = other.locator(".asks li").filter(has_text="KES\u00a015,560")
        expect(strip.get_by_role("button")).to_be_visible()
        first.get_by_role("button", name="I come: Missed connection").click()
        expect(strip).to_contain_text("is already with Mombasa manager.")
        expect(strip.get_by_role("button")).to_have_count(0)
        _over(staff)

    def test_is_answered_truly_after_its_line_was_lost(self, visit: Visits, house: House) -> None:
        other = visit.window("Mombasa duty").new_page()
        lines: list[WebSocketRoute] = []

        def once(line: WebSocketRoute) -> None:
            lines.append(line)
            if len(lines) > 1:
                line.close()
                return
            server = line.connect_to_server()
            server.on_message(
                lambda word: line.send(json.dumps(json.loads(word) | {"after": 60_000}))
            )

        other.route_web_socket(HAPPENINGS, once)
        other.goto(f"{house.served.url}/now")
        expect(other.get_by_role("button", name="Tell me with a sound")).to_be_visible()
        staff = _asked(visit, worth="15570")
        come = other.get_by_role("button", name="I come: Missed connection")
        expect(come).to_be_visible()
        lines[0].close()
        expect(other.get_by_text("No line to Readyroom.")).to_be_visible()
        first = visit("Mombasa manager", "/now")
        keyed(first, "waiting-").get_by_role("button", name="Take it").click()
        expect(keyed(first, "held-")).to_be_visible()
        come.click()
        expect(other.locator(".asks li")).to_contain_text("is already with Mombasa manager.")
        _over(staff)

    def test_can_be_tapped_again_when_nobody_answers(self, visit: Visits, house: House) -> None:
        manager = _told(visit, house, "Mombasa manager", cards_after=60_000)
        staff = _asked(visit, worth="15580")
        manager.route(HAPPENINGS, lambda route: route.abort())
        come = manager.get_by_role("button", name="I come: Missed connection")
        come.click()
        expect(manager.get_by_text("No answer from Readyroom. Try again.")).to_be_visible()
        manager.unroute(HAPPENINGS)
        come.click()
        expect(keyed(manager, "held-").filter(has_text="KES\u00a015,580")).to_be_visible()
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
        manager.route_web_socket(HAPPENINGS, lambda line: line.close())
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

    def test_lets_its_reader_come_and_leads_to_now(self, visit: Visits, house: House) -> None:
        manager = visit.window("Mombasa manager").new_page()
        manager.goto(f"{house.served.url}/actions")
        expect(manager.get_by_role("heading", level=1)).to_be_visible()
        staff = _asked(visit, worth="15850")
        strip = manager.get_by_role("region", name="Waiting for you")
        expect(strip).to_contain_text("KES\u00a015,850")
        strip.get_by_role("button", name="I come").click()
        expect(keyed(manager, "held-").filter(has_text="KES\u00a015,850")).to_be_visible()
        expect(staff.get_by_text("Mombasa manager is coming")).to_be_visible()
        _over(staff)

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
