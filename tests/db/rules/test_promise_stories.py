"""A promise's story: each event in its meaning, and windows that ended in their place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from db.rules.promise_stories import Turn, story
from db.rules.promises import PromiseFact, Window
from db.rules.words import PromiseEventKind

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def window(begins: int, ends: int) -> Window:
    """In minutes after noon."""
    return Window("UTC", NOON + begins * MINUTE, NOON + ends * MINUTE)


def fact(kind: PromiseEventKind, minutes: int, of: Window | None = None) -> PromiseFact:
    return PromiseFact(kind, NOON + minutes * MINUTE, of)


MADE = fact(PromiseEventKind.MADE, 0, window(30, 60))


def turns(*facts: PromiseFact, now: int = 600) -> list[tuple[Turn, int]]:
    told = story(facts, now=NOON + now * MINUTE)
    return [(each.turn, (each.at - NOON) // MINUTE) for each in told]


class TestStory:
    def test_of_a_promise_that_stands_is_that_it_was_made(self) -> None:
        assert turns(MADE, now=60) == [(Turn.MADE, 0)]

    def test_says_that_a_window_ended_though_nobody_wrote_it(self) -> None:
        assert turns(MADE, now=61) == [(Turn.MADE, 0), (Turn.BROKE, 60)]

    def test_of_a_call_at_the_end_of_the_window_is_kept_and_after_it_late(self) -> None:
        kept, late = (fact(PromiseEventKind.KEPT, minute) for minute in (60, 61))
        assert turns(MADE, kept) == [(Turn.MADE, 0), (Turn.KEPT, 60)]
        assert turns(MADE, late) == [(Turn.MADE, 0), (Turn.BROKE, 60), (Turn.LATE, 61)]

    def test_tells_promised_again_in_time_from_too_late(self) -> None:
        in_time = fact(PromiseEventKind.PROMISED_AGAIN, 50, window(90, 120))
        late = fact(PromiseEventKind.PROMISED_AGAIN, 125, window(150, 180))
        kept = fact(PromiseEventKind.KEPT, 160)
        assert turns(MADE, in_time, fact(PromiseEventKind.KEPT, 100)) == [
            (Turn.MADE, 0), (Turn.AGAIN_IN_TIME, 50), (Turn.KEPT, 100),
        ]  # fmt: skip
        assert turns(MADE, in_time, late, kept) == [
            (Turn.MADE, 0), (Turn.AGAIN_IN_TIME, 50), (Turn.BROKE, 120), (Turn.AGAIN_AFTER, 125),
            (Turn.LATE, 160),
        ]  # fmt: skip

    def test_tells_a_hand_over_and_a_miss(self) -> None:
        over = PromiseFact(PromiseEventKind.HANDED_OVER, NOON + MINUTE, owner_id=7)
        missed = fact(PromiseEventKind.MISSED, 90)
        assert turns(MADE, over, missed) == [
            (Turn.MADE, 0), (Turn.HANDED_OVER, 1), (Turn.BROKE, 60), (Turn.MISSED, 90),
        ]  # fmt: skip

    def test_numbers_its_events_and_not_the_windows(self) -> None:
        told = story([MADE, fact(PromiseEventKind.KEPT, 61)], now=NOON)
        assert [each.number for each in told] == [0, None, 1]
