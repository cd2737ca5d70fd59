"""The pocket card as a page: whole in one file, with a code that knows when it was printed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import segno

from db.commands.sign_in import open_session
from db.tables.limits import AuthorityLimit
from pages.plain import pocket_card
from tests.databases import Database
from tests.pages.browsing import HOST, Page, browse
from tests.pages.plain.counter_scene import world_with_guards
from tests.world import NOW, World

ROUTES = pocket_card.ROUTES
PRINTED = int((NOW - timedelta(days=3)).timestamp())


@pytest.fixture
def made(embedded: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    for module in ("pages.plain.pocket_card", "pages.plain.serving"):
        monkeypatch.setattr(f"{module}.now", lambda: NOW)
    with embedded.doors.writing() as session:
        return world_with_guards(session, legal_sentence="You may want legal <advice>.")


@pytest.fixture
def token(made: World, embedded: Database) -> str:
    with embedded.doors.writing() as session:
        return open_session(session, person_id=made.people["Nairobi staff"], at=NOW)


def look(token: str, address: str = "/pocket-card") -> Page:
    return browse(ROUTES, address, token=token)


class TestThePaper:
    def test_says_the_three_bands_the_first_words_and_security(self, token: str) -> None:
        html = look(token).text
        for said in ("Agent, Nairobi", "You may", "Refund up to KES\u00a010,000.",
                     "Ask the duty manager", "Nobody here", "I am sorry this happened.",
                     "Call Guards, <strong>+254 20 112</strong>", "Offer nothing more.",
                     "Valid until 18 December 2026, 12:30. Destroy it then.",
                     "Limit set 1"):  # fmt: skip
            assert said in html.replace("Meal voucher, Refund", "Refund"), said

    def test_says_the_legal_sentence_from_its_threshold_on(self, token: str) -> None:
        html = look(token).text
        assert (
            "<strong>Legal advice from KES\u00a040,000 on:</strong> the words are on the back"
            in html
        )
        assert "Bag delayed, from KES\u00a040,000 on:" in html
        assert "You may want legal &lt;advice&gt;." in html

    @pytest.mark.parametrize("size", ["a6", "a4"])
    def test_fetches_nothing_when_it_was_saved(self, token: str, size: str) -> None:
        html = look(token, f"/pocket-card?size={size}").text
        assert f"size: {size.upper()};" in html
        assert re.findall(r"<(?:script|img|iframe|object|source)\b|@import", html) == []
        assert re.findall(r'<link [^>]*href="([^"]*)"', html) == ["data:,"]
        assert set(re.findall(r"url\(\"?([a-z]*:?)", html)) == {"data:"}
        assert html.count("<svg") == 5

    def test_takes_another_size_for_the_small_one(self, token: str) -> None:
        assert "size: A6;" in look(token, "/pocket-card?size=%22%3E").text

    def test_has_a_code_of_22_millimetres_that_leads_back_with_its_moment(
        self, made: World, token: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        coded: list[str] = []
        drawn = segno.make

        def make(address: str, **options: Any) -> object:
            coded.append(address)
            return drawn(address, **options)

        monkeypatch.setattr(segno, "make", make)
        html = look(token).text
        place, grade = made.places["Nairobi"], made.grades["agent"]
        at = int(NOW.timestamp())
        assert coded == [f"http://{HOST}/pocket-card/check?place={place}&grade={grade}&at={at}"]
        assert "footer svg { flex: none; height: 22mm; width: 22mm; }" in html

    def test_is_for_the_signed_in_and_for_their_own_place(self, made: World, token: str) -> None:
        assert browse(ROUTES, "/pocket-card").status == 303
        other = f"/pocket-card?place={made.places['Mombasa']}"
        assert look(token, other).status == 404
        above = f"/pocket-card?grade={made.grades['duty manager']}"
        assert look(token, above).status == 404


class TestAnOldPaper:
    def test_still_holds_while_nothing_changed(self, token: str) -> None:
        html = look(token, f"/pocket-card/check?at={PRINTED}").text
        assert "This card still holds" in html

    def test_is_told_exactly_what_changed(
        self, made: World, token: str, embedded: Database
    ) -> None:
        with embedded.doors.writing() as session:
            key = made.limits["Kenya", "agent", "Refund"]
            session.get_one(AuthorityLimit, key).in_force_until = NOW - timedelta(days=1)
        html = look(token, f"/pocket-card/check?at={PRINTED}").text
        assert "1 amount has changed: destroy this card" in html
        assert "<s>up to KES\u00a010,000</s>" in html
        assert "<strong>no rule</strong>" in html

    @pytest.mark.parametrize("at", ["", "x", "-5", "999999999999"])
    def test_needs_a_moment(self, token: str, at: str) -> None:
        page = look(token, f"/pocket-card/check?at={at}")
        assert (page.status, "names no moment" in page.text) == (404, True)
