"""The running clock, as far as the server knows it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.components import clock


def screen(limit: int | None, *, bar: bool) -> None:
    from datetime import UTC, datetime, timedelta

    from pages.components.clock import running_clock

    now = datetime(2026, 11, 21, 14, 6, 24, tzinfo=UTC)
    running_clock(now - timedelta(seconds=264), now=now, key="clock", limit_seconds=limit, bar=bar)


def sent(limit: int | None, *, bar: bool = False) -> dict[str, Any]:
    """What the page hands to the browser."""
    test = AppTest.from_function(
        screen, kwargs={"limit": limit, "bar": bar}, default_timeout=60
    ).run()
    assert not test.exception
    data: dict[str, Any] = json.loads(test.get("bidi_component")[0].proto.json)
    return data


class TestRunningClock:
    def test_sends_both_moments_by_the_servers_clock(self) -> None:
        data = sent(240)
        assert data["sent"] - data["since"] == 264_000
        assert data["limit"] == 240_000

    @pytest.mark.parametrize(
        ("limit", "words"), [(240, "past 4 minutes"), (60, "past 1 minute"), (90, "past 01:30")]
    )
    def test_says_in_words_that_the_limit_has_passed(self, limit: int, words: str) -> None:
        assert sent(limit)["late_label"] == words

    def test_has_no_bar_without_a_limit(self) -> None:
        assert sent(None, bar=True)["bar"] is False
        assert sent(600, bar=True)["bar"] is True

    def test_is_a_timer_to_a_screen_reader(self) -> None:
        html = (clock._HERE / "clock.html").read_text(encoding="utf-8")
        assert 'role="timer"' in html
