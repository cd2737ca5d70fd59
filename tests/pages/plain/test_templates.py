"""The plain pages: what they say, escaped, and named for a screen reader."""

from __future__ import annotations

from typing import Any

import pytest

from pages.plain.rendering import page, style_route
from tests.pages.asking import asked

EVIL = '"><script>x</script>'
FORM = {"title": "Set up", "action": "/set-up", "steps": ["Code", "You"]}
MINUTES: dict[str, Any] = {
    "title": "Minutes",
    "version": 1,
    "heading": "Counter huddle, Nairobi",
    "when": "Thursday 19 November 2026",
    "present": ["Wanjiru Otieno (chair)", EVIL],
    "away": ["Joseph Kamau"],
    "items": [{"problem": EVIL, "origin": "imagined", "outcome": "No answer yet", "owner": ""}],
    "numbers": "",
    "signed": [],
    "chain": {"this": "9f2c", "before": ""},
}


def text(template: str, **context: Any) -> str:
    """The page as the browser receives it."""
    return bytes(page(template, **context).body).decode()


def sign_in(**context: Any) -> str:
    values = {"title": "Sign in", "action": "/sign-in", "next": "/now?q=1"}
    return text("sign_in.html", **(values | context))


class TestSignIn:
    def test_carries_the_way_back(self) -> None:
        html = sign_in()
        assert '<input type="hidden" name="next" value="/now?q=1">' in html

    def test_escapes_what_was_typed(self) -> None:
        html = sign_in(name=EVIL, next=EVIL, error=EVIL, organisation=EVIL)
        assert "<script>" not in html
        assert html.count("&lt;script&gt;") == 4

    def test_an_error_is_announced(self) -> None:
        assert 'role="alert"' in sign_in(error="That name and password do not match.")
        assert 'role="alert"' not in sign_in()

    def test_never_sends_a_password_back(self) -> None:
        assert 'type="password" value=""' in sign_in(name="sari.w")

    def test_is_never_kept_by_a_browser(self) -> None:
        answer = page("refused.html", status=404, title="x", heading="x", sentence="x")
        assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")

    def test_stands_behind_the_base_path(self) -> None:
        html = sign_in(base="/ready/")
        assert 'href="/ready/plain/style.css"' in html
        assert 'src="/ready/brand/logo-light.svg"' in html


class TestSetUp:
    def test_says_where_you_are(self) -> None:
        html = text("set_up.html", **FORM, at=1, heading="You", fields=[], button="Go on")
        assert '<li class="done">Code</li>' in html
        assert '<li aria-current="step">You</li>' in html

    def test_names_and_explains_every_field(self) -> None:
        field = {"name": "code", "label": "Code", "help": "In the console.", "error": "Wrong."}
        html = text("set_up.html", **FORM, at=0, heading="Code", fields=[field], button="Go on")
        assert '<label for="code">Code</label>' in html
        assert 'aria-invalid="true" aria-describedby="code-help code-error"' in html
        assert 'id="code-error">Wrong.' in html

    def test_lists_choose_what_was_chosen(self) -> None:
        field = {"name": "zone", "label": "Zone", "options": [("a", "A"), ("b", EVIL)],
                 "value": "b"}  # fmt: skip
        html = text("set_up.html", **FORM, at=0, heading="You", fields=[field], button="Go on")
        assert '<option value="b" selected>' in html
        assert "<script>" not in html

    def test_offers_the_ways_to_start(self) -> None:
        ways = [{"value": "demo", "label": "Demo", "words": "All.", "chosen": True},
                {"value": "empty", "label": "Empty", "words": "Nothing."}]  # fmt: skip
        html = text("set_up.html", **FORM, at=1, heading="Start", fields=[], ways=ways,
                    ways_label="Begin with", button="Start")  # fmt: skip
        assert "<legend>Begin with</legend>" in html
        assert html.count('type="radio"') == 2
        assert html.count(" checked") == 1


class TestMinutes:
    def test_shows_every_item_with_its_origin(self) -> None:
        html = text("minutes.html", **MINUTES)
        assert "Present, 2 of 3" in html
        assert '<span class="origin">imagined</span>' in html
        assert "<script>" not in html

    def test_says_that_nobody_has_signed(self) -> None:
        assert "Not signed yet." in text("minutes.html", **MINUTES)

    def test_asks_to_scan_only_where_there_is_a_code(self) -> None:
        assert "Scan the code" not in text("minutes.html", **MINUTES)


class TestRefused:
    @pytest.mark.parametrize("reference", ["7F3K-22", ""])
    def test_gives_a_reference_where_there_is_one(self, reference: str) -> None:
        html = text("refused.html", title="Not done", heading="This went wrong",
                    sentence="Nothing was saved.", reference=reference)  # fmt: skip
        assert ("quote <strong>" in html) is bool(reference)


class TestStyleSheet:
    def test_is_served_and_fetches_nothing_from_outside(self) -> None:
        sheet = asked([style_route()], "/plain/style.css")
        assert sheet.headers["content-type"].startswith("text/css")
        assert b"http" not in sheet.body
