"""Charts of the measures under a pointer: what is clicked narrows the screen or leads to rows."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visits import House, Visits, settled
from tests.db.queries.cases import ask, give

pytestmark = pytest.mark.browser
ASKS = 3


@pytest.fixture(scope="module")
def busy(house: House) -> House:
    """Last week three asks at Mombasa were resolved after ten minutes, and something was given."""
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=8)
    with house.served.doors.writing() as session:
        ask(session, house.made, "Mombasa", "Bag delayed", at=at, settled=True, times=ASKS)
        give(session, house.made, "Mombasa", "Bag delayed", at=at)
    return house


def _click(page: Page, key: str, *, right: float, down: float) -> None:
    """Click inside a chart, at shares of its width and height."""
    chart = page.locator(f'[class*="st-key-{key}"] .marks').first
    chart.scroll_into_view_if_needed()
    settled(page)
    box = chart.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + right * box["width"], box["y"] + down * box["height"])


class TestAChart:
    def test_of_waits_looks_at_the_length_that_was_clicked(
        self, visit: Visits, busy: House
    ) -> None:
        page = visit("Mombasa manager", "/measures?stage=Resolved")
        settled(page)
        _click(page, "waits-", right=0.95, down=0.5)
        expect(page).to_have_url(re.compile(r"after=600\b"))
        expect(page.get_by_text("resolved within 10.0").first).to_be_visible()

    def test_of_counts_leads_to_the_rows_of_a_bar(self, visit: Visits, busy: House) -> None:
        page = visit("Mombasa manager", "/measures?levels=true")
        settled(page)
        # The second bar: resolved, and by nobody to whom they were offered.
        _click(page, "chart-levels", right=0.05, down=0.38)
        expect(page.get_by_role("heading", name=f"{ASKS} asks behind the number")).to_be_visible()
        page.get_by_role("button", name="Back to the measures").click()
        expect(page.get_by_text("not by the first offered").first).to_be_attached()
        expect(page).to_have_url(re.compile("levels=true"))

    def test_of_a_share_narrows_the_screen_to_a_week(self, visit: Visits, busy: House) -> None:
        page = visit("Mombasa manager", "/outcomes")
        settled(page)
        _click(page, "chart-first-line", right=0.2, down=0.5)
        expect(page).to_have_url(re.compile(r"week=\d{4}-\d\d-\d\d"))
        page.get_by_role("button", name="See the rows").first.click()
        page.get_by_role("option", name="1 settled by staff").or_(
            page.get_by_role("menuitem", name="1 settled by staff")
        ).click()
        expect(page.get_by_role("heading", name="1 gift behind the number")).to_be_visible()
