"""The text area that hands over what is typed, as far as the server knows it."""

from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest


def screen(value: str) -> None:
    import streamlit as st

    from pages.components.live_text import forget_text, kept_text_area

    if st.button("Forget", key="forget"):
        forget_text("draft")
    st.text(kept_text_area("Write it as people will read it", value, key="draft", height=68))


def opened(value: str) -> AppTest:
    """The screen after one run, with `value` as the stored draft."""
    return AppTest.from_function(screen, kwargs={"value": value}, default_timeout=60).run()


def sent(test: AppTest) -> dict[str, Any]:
    """What the page hands to the browser."""
    data: dict[str, Any] = json.loads(test.get("bidi_component")[0].proto.json)
    return data


class TestKeptTextArea:
    def test_begins_with_the_stored_draft(self) -> None:
        test = opened("Stored\nwords")
        assert not test.exception
        assert test.text[0].value == "Stored\nwords"
        assert (sent(test)["value"], sent(test)["turn"]) == ("Stored\nwords", 0)

    def test_has_its_label_and_height(self) -> None:
        data = sent(opened(""))
        assert data["label"] == "Write it as people will read it"
        assert data["height"] == 68

    def test_forgetting_makes_another_field(self) -> None:
        test = opened("x")
        before = sent(test)["name"]
        test.button(key="forget").click().run()
        assert sent(test)["name"] != before
