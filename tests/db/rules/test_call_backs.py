"""Calling back in two taps: windows that can be kept, on the customer's own clock."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from db.rules.call_backs import Soon, call_back_words, ready_windows
from db.rules.promises import window_of

NAIROBI, TOKYO = "Africa/Nairobi", "Asia/Tokyo"


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    """In UTC, three hours behind Nairobi."""
    return datetime(2026, 11, 18, hour, minute, second, tzinfo=UTC)


def said(moment: datetime, zone: str = NAIROBI) -> list[str]:
    return [each.words for each in ready_windows(moment, zone)]


class TestReadyWindows:
    def test_end_on_the_quarter_at_or_after_what_is_said(self) -> None:
        assert said(at(9)) == [
            "Within the hour, by 13:00", "Within 2 hours, by 14:00", "Tomorrow 09:00 to 11:00",
        ]  # fmt: skip
        assert said(at(9, 0, 1))[0] == "Within the hour, by 13:15"
        assert said(at(9, 14))[0] == "Within the hour, by 13:15"

    def test_are_on_the_clock_of_the_customer(self) -> None:
        assert said(at(9), TOKYO)[0] == "Within the hour, by 19:00"

    def test_say_when_they_end_after_midnight(self) -> None:
        assert said(at(19, 59))[:2] == ["Within the hour, by 00:00 tomorrow",
                                        "Within 2 hours, by 01:00 tomorrow"]  # fmt: skip

    @pytest.mark.parametrize("soon", list(Soon))
    def test_can_all_be_promised(self, soon: Soon) -> None:
        [ready] = [each for each in ready_windows(at(9, 7), NAIROBI) if each.soon is soon]
        window = window_of(ready.window, at=at(9, 7))
        assert window.begins_at >= at(9, 7)
        assert window.ends_at > window.begins_at


class TestTheWords:
    def test_name_the_problem_and_what_was_asked_for(self) -> None:
        assert call_back_words("Bag  delayed", "") == "We call back about: Bag delayed"
        assert call_back_words("Bag", "Refund KES 1") == "We call back about: Bag (Refund KES 1)"
        assert len(call_back_words("x" * 900, "")) < 150
