"""A set of limits under a real keyboard: a block pasted from a spreadsheet."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from db.commands import limit_drafts
from db.queries.limit_drafts import draft_view
from tests.browser.visits import House, Visits
from tests.world import NOW

pytestmark = pytest.mark.browser
# The block of a spreadsheet: two rows of two cells, one of them wrong.
BLOCK = "9000\t18000\nplenty\t\n"


class TestPasting:
    def test_keeps_the_block_and_names_the_wrong_cell(self, visit: Visits, house: House) -> None:
        region = house.made.viewers["Africa regional"]
        with house.served.doors.writing() as session:
            draft_id = limit_drafts.begin(
                session, region, place_id=house.made.places["Kenya"], submit_key="pasted", at=NOW
            )
        page = visit("Africa regional", f"/limit-sets?set={draft_id}")
        table = page.locator("[data-testid='stDataFrame'] canvas").first
        table.wait_for()
        # The second row, the column of agents: 35 px a row, after the marker and two columns.
        box = table.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 34 + 170 + 180 + 61, box["y"] + 35 + 35 + 17)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.evaluate("text => navigator.clipboard.writeText(text)", BLOCK)
        page.keyboard.press("Control+v")
        expect(page.get_by_text("“plenty” is no value")).to_be_visible()
        expect(page.get_by_role("heading", name="cells change")).to_be_visible()
        with house.served.doors.reading() as session:
            view = draft_view(session, region, draft_id=draft_id, now=NOW)
        row = next(each for each in view.grid.rows if each.remedy == "Meal voucher")
        assert row.cells[:2] == ("9000", "18000")
