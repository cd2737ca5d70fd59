"""Staying cool and being taken over from, in real browsers: one tap, and seen at once elsewhere."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visits import Visits, ask_for, keyed

pytestmark = pytest.mark.browser
COUNT_WHAT_IS_SENT = """() => {
  window.sent = 0;
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (...words) {
    window.sent += 1;
    return send.apply(this, words);
  };
}"""


def _cool(page: Page) -> Page:
    """The card of how to stay cool, opened with one tap."""
    keyed(page, "stay-cool").get_by_role("button").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    return page


class TestStayCool:
    def test_is_one_tap_away_and_leaves_the_answer_as_it_was(self, visit: Visits) -> None:
        """P71: what to do and say, and a quiet minute that counts without the server."""
        page = visit("Jakarta senior")
        ask_for(page, "Missed connection", remedy="Refund", worth="1000000")
        dialog = _cool(page).get_by_role("dialog")
        expect(dialog.get_by_text("Let them finish.")).to_be_visible()
        page.evaluate(COUNT_WHAT_IS_SENT)
        dialog.get_by_role("button", name="One quiet minute").click()
        timer = dialog.get_by_role("timer")
        expect(timer).to_have_text("1:00")
        expect(timer).to_have_text("0:58")
        expect(dialog.get_by_text("Breathe in")).to_be_visible()
        assert page.evaluate("window.sent") == 0
        dialog.get_by_role("button", name="Close").click()
        expect(page.get_by_role("status").filter(has_text="Yes, you may")).to_be_visible()

    def test_is_on_the_plain_card_too(self, visit: Visits) -> None:
        page = visit("Jakarta senior", "/card", phone=True)
        page.get_by_text("Stay cool").click()
        expect(page.get_by_text("Let them finish.")).to_be_visible()
        page.get_by_role("button", name="2 minutes").click()
        expect(page.get_by_role("timer")).to_have_text("1:58")


class TestTakeOverFromMe:
    def test_comes_to_open_screens_at_once_and_goes_when_somebody_took_over(
        self, visit: Visits
    ) -> None:
        """P71: nobody has to touch a screen to see that a colleague needs them."""
        colleague, other = visit("Jakarta senior"), visit("Jakarta duty", "/playbook")
        phone = visit("Jakarta manager", "/card", phone=True)
        for page in (colleague, other):
            expect(page.get_by_test_id("stMain")).to_be_visible()
        asker = visit("Jakarta staff")
        _cool(asker).get_by_role("button", name="Take over from me").click()
        expect(asker.get_by_text("You asked to be taken over from")).to_be_visible()
        for page in (colleague, other):
            strip = page.get_by_role("region", name="Take over")
            expect(strip).to_contain_text("Jakarta staff: take over from me")
        expect(phone.get_by_text("Jakarta staff: take over from me")).to_be_visible()
        colleague.get_by_role("region", name="Take over").get_by_role("button").first.click()
        expect(asker.get_by_text(re.compile("Jakarta senior takes over"))).to_be_visible()
        for page in (colleague, other):
            expect(page.get_by_role("region", name="Take over")).to_have_count(0)
        expect(phone.get_by_text("Jakarta staff: take over from me")).to_have_count(0)
