"""From the ask to the end, seen by the asker and by the managers at the same time."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visits import House, Visits, ask_for, keyed

pytestmark = pytest.mark.browser
GET_A_MANAGER = re.compile(r"^Get .+ now$")


def _ask(staff: Page, *, worth: str) -> None:
    """The question, and then the button that calls somebody."""
    ask_for(staff, "Missed connection", remedy="Refund", worth=worth)
    staff.get_by_role("button", name=GET_A_MANAGER).click()
    expect(staff.get_by_text("since you asked")).to_be_visible()


class TestAnAsk:
    def test_goes_from_the_counter_to_its_end(self, visit: Visits) -> None:
        manager = visit("Nairobi manager", "/now")
        expect(manager.get_by_role("heading", name="No customers wait")).to_be_visible()
        staff = visit("Nairobi staff")
        _ask(staff, worth="15000")
        card = keyed(manager, "waiting-")
        expect(card).to_contain_text("Missed connection")
        expect(card).to_contain_text("Asks Refund, KES\u00a015,000.")
        expect(card).to_contain_text(
            "Nairobi staff may give up to KES\u00a010,000, not KES\u00a015,000"
        )
        card.get_by_role("button", name="Take it").click()
        expect(staff.get_by_text("Nairobi manager is coming")).to_be_visible()
        manager.get_by_role("button", name="With the customer").click()
        expect(staff.get_by_text("Nairobi manager is with the customer")).to_be_visible()
        manager.get_by_label("Amount").fill("12000")
        manager.get_by_role("button", name="Resolve").click()
        expect(staff.get_by_text("Nairobi manager resolved it: settled.")).to_be_visible()
        staff.goto(f"{staff.url}escalations")
        expect(staff.get_by_text("Granted KES\u00a012,000")).to_be_visible()

    def test_ends_when_the_customer_leaves(self, visit: Visits) -> None:
        staff = visit("Singapore staff")
        _ask(staff, worth="150")
        manager = visit("Singapore manager", "/now")
        expect(keyed(manager, "waiting-")).to_be_visible()
        staff.get_by_role("button", name="Customer left").click()
        staff.get_by_text("Would not wait").click()
        expect(manager.get_by_role("heading", name="No customers wait")).to_be_visible()
        expect(staff.get_by_text("since you asked")).to_have_count(0)
        staff.goto(f"{staff.url}escalations")
        expect(staff.get_by_text("customer left").first).to_be_visible()

    def test_is_seen_by_no_manager_of_another_office(self, visit: Visits) -> None:
        staff = visit("Jakarta staff")
        _ask(staff, worth="1500000")
        here, there = visit("Jakarta duty", "/now"), visit("Singapore duty", "/now")
        expect(keyed(here, "waiting-")).to_contain_text("Jakarta staff")
        expect(there.get_by_role("heading", name="customers wait")).to_be_visible()
        expect(keyed(there, "waiting-").filter(has_text="Jakarta")).to_have_count(0)

    def test_is_taken_by_one_of_two_managers(self, visit: Visits, house: House) -> None:
        _ask(visit("Mombasa staff"), worth="15000")
        first = visit("Mombasa manager", "/now")
        # The second screen hears of nothing, as in the moment before it would.
        second = visit.window("Mombasa duty").new_page()
        second.route_web_socket(re.compile("/happenings"), lambda _line: None)
        second.goto(f"{house.served.url}/now")
        take = keyed(second, "waiting-").get_by_role("button", name="Take it")
        expect(take).to_be_visible()
        keyed(first, "waiting-").get_by_role("button", name="Take it").click()
        expect(keyed(first, "held-")).to_be_visible()
        take.click()
        expect(second.get_by_role("alert")).to_contain_text("is already with Mombasa manager.")
        expect(keyed(second, "taken-")).to_contain_text("Mombasa manager has it.")
