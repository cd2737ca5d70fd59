"""The pocket card on paper: as many pages as it has sheets, and nothing runs over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from markupsafe import Markup
from playwright.sync_api import Browser, Page

from db.queries.catalogue import GradeRow
from db.queries.places import PlaceRow
from db.queries.pocket_cards import Line, PocketCard
from db.queries.pocket_words import Desk, Legal
from db.rules.money import Money
from db.rules.words import PlaceKind
from pages.plain.pocket_card import printed
from pages.plain.serving import page as rendered
from tests.browser.visits import Visits
from tests.world import NOW

pytestmark = pytest.mark.browser
CODE = Markup('<svg viewBox="0 0 9 9"><rect width="9" height="9"/></svg>')
# The width that the paper leaves between its margins, in pixels of a browser.
BETWEEN_MARGINS = {"a6": 359, "a4": 657}
# What stands on each sheet: its lowest edge beside the sheet's own height, and whether two touch.
LOWEST = """() => [...document.querySelectorAll('.sheet')].map(sheet => {
    const top = sheet.getBoundingClientRect().top;
    const parts = [...sheet.children].map(part => part.getBoundingClientRect());
    const touch = parts.some((part, i) => i > 0 && part.top < parts[i - 1].bottom - 1);
    return [Math.max(...parts.map(part => part.bottom)) - top, sheet.clientHeight, touch];
})"""


@pytest.fixture
def paper(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    yield page
    page.close()


def runs_over(page: Page, size: str) -> list[tuple[float, float, bool]]:
    """The sheets that hold more than they have room for, as they are printed."""
    page.set_viewport_size({"width": BETWEEN_MARGINS[size], "height": 900})
    page.emulate_media(media="print")
    page.evaluate("document.fonts.ready.then(() => true)")
    found = [(low, room, touch) for low, room, touch in page.evaluate(LOWEST)]
    return [(low, room, touch) for low, room, touch in found if low > room + 1 or touch]


def pages_of(page: Page) -> int:
    """How many pages the printer takes, on paper of the card's own size."""
    pages = page.pdf(prefer_css_page_size=True, print_background=True)
    return max(int(count) for count in re.findall(rb"/Count (\d+)", pages))


def a_card(lines: int, laws: int, words: str) -> PocketCard:
    """A card with so many remedies, problems with amounts of their own, and words of advice."""
    desk = Desk(f"The {words} of building two", "+254 20 000 0000", "Day and night, holidays too")
    place = PlaceRow(
        id=1, name=f"Nairobi {words}", code="NBO", kind=PlaceKind.OFFICE, path="/1/",
        zone="Africa/Nairobi", currency="KES", country_code="KE",
    )  # fmt: skip
    gives = tuple(
        Line(f"{words.capitalize()} no. {number}", "", f"up to KES {1_000 + number:,}")
        for number in range(lines)
    )
    special = tuple(
        Line("Refund", f"Problem {number} with {words}", f"up to KES {number:,}")
        for number in range(lines)
    )
    advice = f"For a loss like this you may want advice about {words}. " * (1 + laws // 10)
    legal = tuple(
        Legal(f"{words} {number}", Money(Decimal(40_000 + number), "KES"), advice)
        for number in range(laws)
    )
    return PocketCard(
        place=place, grade=GradeRow(1, "senior agent", 2), own=gives + special,
        higher=GradeRow(2, "duty manager", 4), above=gives, desk=desk, security=desk, legal=legal,
        set_number=4_321, since=NOW, until=NOW + timedelta(days=30),
    )  # fmt: skip


class TestThePaper:
    @pytest.mark.parametrize("size", ["a6", "a4"])
    @pytest.mark.parametrize(
        ("lines", "laws", "words"),
        [
            (0, 0, "desk"), (3, 1, "hotel room"), (12, 12, "voucher for a meal or a tour"),
            (40, 40, "WWWW MMMM WWWW MMMM"), (12, 12, "航班延误的赔偿和酒店住宿"),
            (60, 1, "unusually long remedy that nobody could say in fewer words"),
        ],
    )  # fmt: skip
    def test_has_a_page_for_each_sheet_and_no_sheet_runs_over(
        self, paper: Page, size: str, lines: int, laws: int, words: str
    ) -> None:
        context = printed(a_card(lines, laws, words), size, at=NOW)
        paper.set_content(
            bytes(rendered("pocket_card.html", qr=CODE, grades=[], **context).body).decode()
        )
        sheets = paper.locator(".sheet").count()
        assert runs_over(paper, size) == []
        assert pages_of(paper) == sheets
        for number in range(lines):
            assert f"no. {number}" in paper.locator("main").inner_text()

    @pytest.mark.parametrize("size", ["a6", "a4"])
    def test_of_a_real_office_fits_too(self, visit: Visits, size: str) -> None:
        page = visit("Jakarta staff", f"/pocket-card?size={size}")
        assert runs_over(page, size) == []
        assert pages_of(page) == page.locator(".sheet").count()
