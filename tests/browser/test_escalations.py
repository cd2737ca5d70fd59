"""From the ask to the end, seen by the asker and by the managers at the same time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visits import ask_for, keyed

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def _asked(visit: Visit, office: str, problem: str = "Missed connection") -> Page:
    """A staff member's window with a fresh ask in it."""
    staff = visit(f"{office} staff")
    ask_for(staff, problem, remedy="Refund")
    keyed(staff, "ask").get_by_role("button").click()
    expect(keyed(staff, "ask-")).to_be_visible()
    return staff


class TestAnAsk:
    def test_goes_from_the_counter_to_its_end(self, visit: Visit) -> None:
        manager = visit("Nairobi manager", "/now")
        expect(manager.get_by_role("heading", name="No customers wait")).to_be_visible()
        staff = visit("Nairobi staff")
        ask_for(staff, "Missed connection", remedy="Refund", worth="15000")
        staff.get_by_role("button", name="Get Nairobi now").click()
        expect(staff.get_by_text("waiting")).to_be_visible()
        card = keyed(manager, "waiting-")
        expect(card).to_contain_text("Missed connection")
        expect(card).to_contain_text("KES\u00a015,000")
        card.get_by_role("button", name="Take it").click()
        expect(staff.get_by_text("Nairobi manager is coming")).to_be_visible()
        manager.get_by_role("button", name="With the customer").click()
        expect(staff.get_by_text("Nairobi manager is with the customer")).to_be_visible()
        manager.get_by_label("Amount").fill("12000")
        manager.get_by_role("button", name="Resolve").click()
        expect(staff.get_by_text("Nairobi manager resolved it: settled.")).to_be_visible()
        staff.goto(staff.url.rstrip("/") + "/escalations")
        expect(staff.get_by_text("granted KES\u00a012,000")).to_be_visible()
