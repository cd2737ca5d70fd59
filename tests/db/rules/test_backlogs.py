"""P29: what waits with the fixers, and their pace, said before a day is promised."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from db.rules.backlogs import Backlog, ahead_line, backlog_line, chance_within, promise_of

TODAY = date(2026, 11, 18)


def _backlog(*, waiting: int = 7, ahead: int = 7, fixed: int = 16) -> Backlog:
    return Backlog("Belts", waiting, timedelta(days=41), ahead, fixed)


class TestBacklogLine:
    @pytest.mark.parametrize(
        ("found", "expected"),
        [
            (
                _backlog(),
                "7 wait with Belts, the longest for 41 days. It fixed 16 in the last 8 weeks.",
            ),
            (
                _backlog(waiting=1, fixed=0),
                "1 waits with Belts, the longest for 41 days. It fixed none in the last 8 weeks.",
            ),
            (
                _backlog(waiting=0, fixed=1),
                "Nothing waits with Belts. It fixed 1 in the last 8 weeks.",
            ),
        ],
    )
    def test_counts_both(self, found: Backlog, expected: str) -> None:
        assert backlog_line(found) == expected


class TestAheadLine:
    @pytest.mark.parametrize(
        ("fixed", "expected"),
        [
            (16, "Belts fixes about 2 a week."),
            (12, "Belts fixes about 1.5 a week."),
            (7, "Belts fixes about 1 a week."),
            (3, "Belts fixes about 1 in 3 weeks."),
            (2, "Belts fixed 2, too few to say how fast it is."),
            (0, "Belts fixed none in the last 8 weeks."),
        ],
    )
    def test_says_the_pace_from_three_fixes_on(self, fixed: int, expected: str) -> None:
        assert ahead_line(_backlog(fixed=fixed)) == f"7 wait before this one; {expected}"

    def test_says_when_nothing_waits_before_it(self) -> None:
        assert ahead_line(_backlog(ahead=0)).startswith("Nothing waits before it; Belts")
        assert ahead_line(_backlog(ahead=1)).startswith("1 waits before this one")


class TestChanceWithin:
    def test_is_that_of_one_more_than_wait_before_it(self) -> None:
        """P(N >= 1) with mean 2 is 1 - exp(-2); P(N >= 2) takes 2 exp(-2) more."""
        assert chance_within(_backlog(ahead=0), 1) == pytest.approx(0.8646647, abs=1e-7)
        assert chance_within(_backlog(ahead=1), 1) == pytest.approx(0.5939942, abs=1e-7)
        assert chance_within(_backlog(ahead=7), 1) == pytest.approx(0.0010967, abs=1e-7)

    def test_is_none_without_time_or_pace(self) -> None:
        assert chance_within(_backlog(), 0) == 0
        assert chance_within(_backlog(fixed=2), 4) == 0

    def test_stays_a_chance_however_much_waits(self) -> None:
        assert 0 <= chance_within(_backlog(ahead=5_000, fixed=400), 10) < 1e-9


class TestPromiseOf:
    def test_calls_unlikely_what_the_backlog_makes_unlikely(self) -> None:
        """P29: it is not refused; the sentence is honest."""
        found = promise_of(_backlog(), today=TODAY, due_on=date(2026, 11, 24))
        assert found.sentence == (
            "7 wait before this one; Belts fixes about 2 a week. "
            "24 Nov is unlikely: expect about 4 weeks."
        )
        assert found.is_doubtful

    @pytest.mark.parametrize(
        ("days", "said"), [(20, "is less likely than not"), (27, "fits that.")]
    )
    def test_turns_with_the_day(self, days: int, said: str) -> None:
        due_on = TODAY + timedelta(days=days)
        assert said in promise_of(_backlog(), today=TODAY, due_on=due_on).sentence

    def test_promises_nothing_on_no_pace(self) -> None:
        found = promise_of(_backlog(fixed=2), today=TODAY, due_on=TODAY)
        assert found.sentence.endswith("too few to say how fast it is. Promise no day.")
        assert (found.chance, found.is_doubtful) == (None, True)

    def test_says_what_to_expect_before_a_day_is_chosen(self) -> None:
        found = promise_of(_backlog(ahead=0), today=TODAY, due_on=None)
        assert found.sentence.endswith("So expect about 1 week.")
