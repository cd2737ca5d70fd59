"""P35: how long from hearing of a problem to the first action, with those that still wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from db.rules.hearing import Acted, ActedBy, Heard, HeardAs, Hearing, hearing_of, summary_of

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def _heard(days: float, how: HeardAs = HeardAs.ASK) -> Heard:
    return Heard(NOW - days * DAY, how)


def _acted(days: float, by: ActedBy = ActedBy.ACTION) -> Acted:
    return Acted(NOW - days * DAY, by)


class TestHearingOf:
    def test_runs_from_the_first_heard_to_the_first_done(self) -> None:
        found = hearing_of(
            [_heard(5), _heard(9, HeardAs.TOPIC)],
            [_acted(2), _acted(6, ActedBy.RESPONSE)],
            now=NOW,
        )
        assert (found.heard.how, found.acted) == (HeardAs.TOPIC, _acted(6, ActedBy.RESPONSE))
        assert (found.was_ready, found.waited(NOW)) == (False, 3 * DAY)

    @pytest.mark.parametrize(
        ("before", "was_ready"), [(SECOND, True), (timedelta(), False), (-SECOND, False)]
    )
    def test_was_ready_where_it_was_done_before(
        self, before: timedelta, *, was_ready: bool
    ) -> None:
        heard = _heard(5)
        found = hearing_of([heard], [Acted(heard.at - before, ActedBy.LIMIT)], now=NOW)
        assert (found.was_ready, found.acted is None) == (was_ready, was_ready)

    def test_waits_while_nothing_is_done(self) -> None:
        found = hearing_of([_heard(5)], [], now=NOW)
        assert (found.acted, found.waited(NOW)) == (None, 5 * DAY)

    def test_does_not_know_what_is_yet_to_come(self) -> None:
        assert hearing_of([_heard(5)], [_acted(-1)], now=NOW).acted is None


class TestSummaryOf:
    def test_counts_those_that_wait_for_as_long_as_they_do(self) -> None:
        """The finished alone would say a day: with two that wait longer, half took three."""
        found = summary_of(
            [
                Hearing(_heard(10), _acted(9), was_ready=False),
                Hearing(_heard(10), _acted(7), was_ready=False),
                Hearing(_heard(8), None, was_ready=False),
                Hearing(_heard(20), None, was_ready=False),
                Hearing(_heard(3), None, was_ready=True),
            ],
            now=NOW,
        )
        assert (found.heard, found.ready, found.acted, found.waiting) == (5, 1, 2, 2)
        assert found.median == (3 * DAY).total_seconds()
        assert found.longest == 20 * DAY

    def test_is_not_yet_known_while_fewer_than_half_are_done(self) -> None:
        rows = [Hearing(_heard(10), None, was_ready=False) for _ in range(2)]
        found = summary_of([*rows, Hearing(_heard(10), _acted(9), was_ready=False)], now=NOW)
        assert (found.median, found.interval and found.interval.upper) == (None, None)

    def test_is_nothing_of_nothing(self) -> None:
        found = summary_of([], now=NOW)
        assert (found.heard, found.median, found.interval, found.longest) == (0, None, None, None)
