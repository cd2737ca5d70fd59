"""The pieces that screens share, each drawn on a screen of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

# Seconds; other tests may hold both cores.
PATIENCE = 60


def drawn(screen: Callable[..., None], **values: Any) -> AppTest:
    """The screen after one run, which did not crash."""
    test = AppTest.from_function(screen, kwargs=values, default_timeout=PATIENCE).run()
    assert not test.exception
    return test


def html_of(test: AppTest) -> str:
    """Everything that `st.html` drew."""
    return "".join(element.proto.body for element in test.get("html"))


def markdown_of(test: AppTest) -> str:
    """Everything that was written in Markdown, line by line."""
    return "\n".join(element.value for element in test.markdown)


def band(answer: str, headline: str, meter: float | None) -> None:
    from pages.components.answer import answer_band
    from pages.components.escaping import Strong

    answer_band(answer, headline, ["For ", Strong("<b>Ann</b>")], meter=meter, line=["a & b"])


def quotation(text: str) -> None:
    from pages.components.answer import words_to_say

    words_to_say("Say", text)


def heading(title: str) -> None:
    from pages.components.heading import finding, second_line, section

    finding(title, "9 of *10*")
    section("<i>Part</i>")
    second_line("small $1$")


def refusal(kind: str) -> None:
    from db.rules.refusals import EditedMeanwhile, Refusal
    from pages.components.refusals import refusals_shown

    with refusals_shown():
        if kind == "refused":
            raise Refusal("Escalation 7 is already with Priya.")
        if kind == "edited":
            raise EditedMeanwhile("Wanjiru edited this.", theirs="Their *text*")
        raise ZeroDivisionError


def empty(action: str) -> None:
    import streamlit as st

    from pages.components.empty import empty_state

    st.text(empty_state("Nobody waits. Two promises fall due.", action=action, key="go"))


def listing(total: int) -> None:
    import streamlit as st

    from pages.components.paging import paged, search_box, shown_of

    st.text(search_box("Search minutes", key="q"))
    part = paged(total, key="page", per_page=25)
    st.text(f"{part.page} {part.offset} {part.limit}")
    st.text(shown_of(part, total, "minutes"))


def explained() -> None:
    from pages.components.explain import Explanation, LeftOut, explain

    explain(
        Explanation(
            definition="Asks per 100 contacts",
            rows_in=1284,
            clock="wall clock",
            formula="100 * asks / contacts",
            left_out=[LeftOut(3, "drills"), LeftOut(0, "without a place")],
            noun="contacts",
        )
    )


def people() -> None:
    from pages.components.badges import REACH, badge_for
    from pages.components.people import PersonRow, who_may

    who_may([
        PersonRow("Priya *Nair*", "up to SGD\u00a0600", badge_for(REACH, "here")),
        PersonRow("You", "up to SGD\u00a0250"),
    ])  # fmt: skip


def key_of_rungs() -> None:
    from pages.components.rungs import rung_key

    rung_key({0: 83, 5: 1041}, tone="dark")


class TestAnswerBand:
    @pytest.mark.parametrize(
        ("answer", "shape", "ink"),
        [
            ("green", "/brand/disc-tick.svg", "#FFFFFF"),
            ("amber", "/brand/triangle-bang.svg", "#2B1B00"),
            ("red", "/brand/octagon-bar.svg", "#FFFFFF"),
        ],
    )
    def test_says_it_in_colour_shape_and_words(self, answer: str, shape: str, ink: str) -> None:
        html = html_of(drawn(band, answer=answer, headline="Ask first", meter=None))
        assert shape in html
        assert f"color:{ink}" in html
        assert ">Ask first</h1>" in html

    def test_escapes_what_people_wrote(self) -> None:
        html = html_of(drawn(band, answer="red", headline="<script>x</script>", meter=None))
        assert "<script>" not in html
        assert "<strong>&lt;b&gt;Ann&lt;/b&gt;</strong>" in html
        assert "a &amp; b" in html

    @pytest.mark.parametrize(("meter", "width"), [(0.75, "75.0%"), (-1, "0.0%"), (7, "100.0%")])
    def test_its_meter_stays_in_the_band(self, meter: float, width: str) -> None:
        html = html_of(drawn(band, answer="green", headline="Yes", meter=meter))
        assert f"width:{width}" in html

    def test_has_no_meter_where_nothing_is_counted(self) -> None:
        assert "aria-hidden" not in html_of(drawn(band, answer="green", headline="Yes", meter=None))

    def test_words_to_say_are_escaped(self) -> None:
        assert "I &lt;3 you" in html_of(drawn(quotation, text="I <3 you"))


class TestHeading:
    def test_writes_the_finding_as_it_is(self) -> None:
        test = drawn(heading, title="2 * 3 customers [wait]")
        assert test.title[0].value == r"2 \* 3 customers \[wait\]"
        assert r":gray[9 of \*10\*]" in markdown_of(test)
        assert r"small \$1\$" in markdown_of(test)

    def test_a_part_of_a_screen_has_a_real_heading(self) -> None:
        assert "&lt;i&gt;Part&lt;/i&gt;</h2>" in html_of(drawn(heading, title="x"))


class TestRefusalsShown:
    def test_shows_the_sentence_and_goes_on(self) -> None:
        test = drawn(refusal, kind="refused")
        assert test.error[0].value == r"Escalation 7 is already with Priya\."

    def test_shows_both_texts_when_two_people_edited(self) -> None:
        test = drawn(refusal, kind="edited")
        assert test.text[0].value == "Their *text*"

    def test_lets_a_bug_rise(self) -> None:
        test = AppTest.from_function(
            refusal, kwargs={"kind": "bug"}, default_timeout=PATIENCE
        ).run()
        assert test.exception
        assert not test.error


class TestEmptyState:
    def test_says_what_to_do_next(self) -> None:
        test = drawn(empty, action="See promises")
        assert "Two promises fall due" in markdown_of(test)
        assert test.button(key="go").click().run().text[0].value == "True"

    def test_has_no_button_without_an_action(self) -> None:
        test = drawn(empty, action="")
        assert not test.button
        assert test.text[0].value == "False"


class TestPaging:
    def listed(self, total: int, **query: str) -> list[str]:
        test = AppTest.from_function(listing, kwargs={"total": total}, default_timeout=PATIENCE)
        for name, value in query.items():
            test.query_params[name] = value
        assert not test.run().exception
        return [text.value for text in test.text]

    def test_one_page_needs_no_pager(self) -> None:
        assert self.listed(25) == ["", "1 0 25", "1 to 25 of 25 minutes"]

    def test_opens_at_the_page_in_the_address(self) -> None:
        assert self.listed(83, page="4")[1:] == ["4 75 25", "76 to 83 of 83 minutes"]

    @pytest.mark.parametrize("page", ["99", "-1", "x", "0"])
    def test_a_page_that_does_not_exist_is_another_one(self, page: str) -> None:
        assert self.listed(83, page=page)[1] in {"1 0 25", "4 75 25"}

    def test_nothing_is_said_as_nothing(self) -> None:
        assert self.listed(0)[2] == "No minutes."

    def test_searches_for_the_words_in_the_address(self) -> None:
        assert self.listed(3, q="  lost bag ")[0] == "lost bag"


class TestExplain:
    def test_says_definition_rows_clock_and_formula(self) -> None:
        text = markdown_of(drawn(explained)).replace("\\", "")
        for expected in ("Asks per 100 contacts", "1,284 contacts", "3 drills", "wall clock"):
            assert expected in text
        assert "without a place" not in text


class TestPeople:
    def test_shows_name_limit_and_where_they_are(self) -> None:
        html = html_of(drawn(people))
        assert "Priya *Nair*<br>" in html
        assert "up to SGD\u00a0600" in html
        assert ">check</span>here now</span>" in html

    def test_colours_the_badge_as_the_theme_does_in_both_tones(self) -> None:
        assert "color:light-dark(#0A5A48,#7FDCC0)" in html_of(drawn(people))


class TestRungKey:
    def test_counts_every_rung(self) -> None:
        html = html_of(drawn(key_of_rungs))
        assert "not imagined <strong>83</strong>" in html
        assert "proven <strong>1,041</strong>" in html
        assert "rehearsed <strong>0</strong>" in html
