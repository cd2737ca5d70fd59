"""Promises to be reachable, on their boundaries (P51)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from db.rules.availability import (
    Event,
    Kept,
    Promised,
    Said,
    Shift,
    available_spans,
    kept,
    state_in,
)
from db.rules.spans import HOUR, Span
from db.rules.words import AvailabilityState, EventKind

START = datetime(2026, 11, 18, 6, tzinfo=UTC)
END = START + 8 * HOUR
NOW = END + HOUR
SHIFT = Span(START, END)
ME, OTHER = 1, 2
A_MOMENT = timedelta(microseconds=1)
FIVE = timedelta(minutes=5)


def whole(minutes: int | None = 5, at: datetime = START, until: datetime = END) -> Promised:
    return Promised(minutes, at, until)


def asked_of_me(at: datetime, *after: tuple[EventKind, datetime, int | None]) -> list[Event]:
    """An ask that is offered to me at a moment, and what happened to it afterwards."""
    return [
        Event(9, EventKind.OFFERED, at, None, ME),
        *(Event(9, kind, moment, person, None) for kind, moment, person in after),
    ]


def counted(
    events: list[Event], *promises: Promised, now: datetime = NOW, said: tuple[Said, ...] = ()
) -> Kept:
    return kept(ME, [Shift(SHIFT, promises or (whole(),))], said, events, now=now)


class TestAnOffer:
    @pytest.mark.parametrize(("after", "taken", "silent"), [(FIVE, 1, 0), (FIVE + A_MOMENT, 0, 1)])
    def test_is_taken_up_to_the_last_moment_that_was_promised(
        self, after: timedelta, taken: int, silent: int
    ) -> None:
        at = START + HOUR
        found = counted(asked_of_me(at, (EventKind.ACKNOWLEDGED, at + after, ME)))
        assert (found.taken, found.silent, found.offers) == (taken, silent, 1)

    def test_that_was_declined_was_answered_and_not_taken(self) -> None:
        at = START + HOUR
        found = counted(
            asked_of_me(at, (EventKind.DECLINED, at + FIVE, ME),
                        (EventKind.ACKNOWLEDGED, at + FIVE, OTHER))
        )  # fmt: skip
        assert (found.declined, found.share) == (1, 0.0)

    @pytest.mark.parametrize(
        ("kind", "who"),
        [
            (EventKind.ACKNOWLEDGED, OTHER),
            (EventKind.CUSTOMER_LEFT, None),
            (EventKind.WITHDRAWN, None),
        ],
    )
    def test_that_ended_otherwise_in_time_says_nothing(
        self, kind: EventKind, who: int | None
    ) -> None:
        at = START + HOUR
        found = counted(asked_of_me(at, (kind, at + FIVE, who)))
        assert (found.over, found.offers, found.share, found.interval) == (1, 0, None, None)
        late = counted(asked_of_me(at, (kind, at + FIVE + A_MOMENT, who)))
        assert (late.silent, late.over) == (1, 0)

    def test_whose_time_still_runs_is_not_counted_yet(self) -> None:
        at = START + HOUR
        assert counted(asked_of_me(at), now=at + FIVE).running == 1
        assert counted(asked_of_me(at), now=at + FIVE + A_MOMENT).silent == 1

    @pytest.mark.parametrize(
        ("at", "offers"), [(START, 1), (START - A_MOMENT, 0), (END - A_MOMENT, 1), (END, 0)]
    )
    def test_counts_from_the_first_moment_of_a_promise_and_not_at_its_end(
        self, at: datetime, offers: int
    ) -> None:
        assert counted(asked_of_me(at)).offers == offers

    def test_to_somebody_else_is_theirs(self) -> None:
        event = Event(9, EventKind.OFFERED, START + HOUR, None, OTHER)
        assert counted([event]).offers == 0

    def test_counts_again_when_it_is_made_again(self) -> None:
        first, again = START + HOUR, START + 2 * HOUR
        events = asked_of_me(first) + asked_of_me(again, (EventKind.ACKNOWLEDGED, again, ME))
        found = counted(events)
        assert (found.taken, found.silent) == (1, 1)


class TestAPromise:
    def test_holds_until_the_next_one_takes_its_place(self) -> None:
        looser = whole(10, START + HOUR)
        at = START + HOUR - A_MOMENT
        seven = timedelta(minutes=7)
        before = asked_of_me(at, (EventKind.ACKNOWLEDGED, at + seven, ME))
        after = asked_of_me(START + HOUR, (EventKind.ACKNOWLEDGED, START + HOUR + seven, ME))
        assert counted(before, whole(), looser).silent == 1
        assert counted(after, whole(), looser).taken == 1

    def test_that_was_ended_holds_no_more(self) -> None:
        ended = whole(None, START + 2 * HOUR)
        found = counted(asked_of_me(START + 2 * HOUR), whole(), ended)
        assert (found.offers, found.hours, found.promised) == (0, 2.0, 1)

    def test_ends_with_a_shift_that_ended_early(self) -> None:
        shift = Shift(Span(START, START + HOUR), (whole(),))
        assert kept(ME, [shift], (), [], now=NOW).hours == 1.0

    def test_counts_no_hour_that_lies_ahead(self) -> None:
        assert counted([], now=START + HOUR).hours == 1.0
        assert counted([], now=START).hours == 0.0

    def test_of_no_shift_at_all_is_nothing_rather_than_a_division_by_zero(self) -> None:
        found = kept(ME, [Shift(SHIFT)], (), asked_of_me(START + HOUR), now=NOW)
        assert (found.shifts, found.promised, found.offers) == (1, 0, 0)
        assert (found.share, found.available_share, found.is_short) == (None, None, False)


class TestTheTimeAvailable:
    def test_is_what_they_said_since_the_shift_began(self) -> None:
        said = (
            Said(AvailabilityState.BUSY, START - HOUR),
            Said(AvailabilityState.IN_A_MEETING, START + 2 * HOUR),
            Said(AvailabilityState.AVAILABLE, START + 3 * HOUR),
            Said(AvailabilityState.AWAY, END),
        )
        assert available_spans(SHIFT, said) == [
            Span(START, START + 2 * HOUR), Span(START + 3 * HOUR, END),
        ]  # fmt: skip
        found = counted([], said=said)
        assert (found.hours, found.available, found.available_share) == (8.0, 7.0, 7 / 8)

    def test_before_the_shift_says_nothing_of_it(self) -> None:
        busy = Said(AvailabilityState.BUSY, START)
        assert state_in(START, busy) is AvailabilityState.BUSY
        earlier = Said(AvailabilityState.BUSY, START - A_MOMENT)
        assert state_in(START, earlier) is AvailabilityState.AVAILABLE
        assert state_in(START, None) is AvailabilityState.AVAILABLE


class TestNotKept:
    def test_is_said_only_where_it_is_sure(self) -> None:
        """P52: only then the screen leads to what staff may decide themselves."""
        assert not Kept(taken=0, silent=4).is_short
        assert Kept(taken=0, silent=5).is_short
        assert not Kept(taken=4, silent=1).is_short
        assert not Kept(taken=10, silent=0).is_short
        assert Kept(hours=10, available=8.9).is_short
        assert not Kept(hours=10, available=9.0).is_short
