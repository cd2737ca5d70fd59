"""Promises: windows on the customer's clock, and where a promise stands on every boundary."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from db.rules.agenda_facts import DuePromise
from db.rules.promises import (
    KeptRate,
    PromiseFact,
    Standing,
    Window,
    WrittenWindow,
    after,
    begun,
    rebuilt,
    window_of,
)
from db.rules.proposals import about_promises
from db.rules.refusals import Refusal
from db.rules.words import PromiseEventKind, PromiseState

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
BEGINS, ENDS = AT + timedelta(hours=1), AT + timedelta(hours=2)
A_MOMENT = timedelta(microseconds=1)
WINDOW = Window("UTC", BEGINS, ENDS)
LATER = Window("UTC", ENDS + timedelta(hours=1), ENDS + timedelta(hours=2))
MADE = PromiseFact(PromiseEventKind.MADE, AT, WINDOW, 7)


def kept(at: datetime) -> PromiseFact:
    return PromiseFact(PromiseEventKind.KEPT, at)


def again(at: datetime) -> PromiseFact:
    return PromiseFact(PromiseEventKind.PROMISED_AGAIN, at, LATER)


def missed(at: datetime) -> PromiseFact:
    return PromiseFact(PromiseEventKind.MISSED, at)


def written(begins: str, ends: str, zone: str = "Europe/Berlin") -> WrittenWindow:
    return WrittenWindow(zone, datetime.fromisoformat(begins), datetime.fromisoformat(ends))


class TestState:
    @pytest.mark.parametrize(
        ("moment", "state"),
        [
            (BEGINS - A_MOMENT, PromiseState.OPEN),
            (BEGINS, PromiseState.DUE),
            (ENDS, PromiseState.DUE),
            (ENDS + A_MOMENT, PromiseState.MISSED),
        ],
    )
    def test_of_a_promise_that_nobody_kept_goes_by_its_window(
        self, moment: datetime, state: PromiseState
    ) -> None:
        standing = begun(MADE)
        assert standing.state(moment) is state
        assert standing.is_over(moment) is (state is PromiseState.MISSED)

    @pytest.mark.parametrize(
        ("moment", "state"),
        [
            (AT, PromiseState.KEPT),
            (BEGINS, PromiseState.KEPT),
            (ENDS, PromiseState.KEPT),
            (ENDS + A_MOMENT, PromiseState.LATE),
        ],
    )
    def test_of_one_that_was_kept_includes_the_end_of_the_window(
        self, moment: datetime, state: PromiseState
    ) -> None:
        """P32: a call back within its window, both ends included, is kept."""
        standing = rebuilt([MADE, kept(moment)])
        assert standing.state(LATER.ends_at) is state
        assert standing.result(LATER.ends_at) is state
        assert not standing.is_over(LATER.ends_at + A_MOMENT)


class TestPromisingAgain:
    def test_before_the_end_breaks_nothing(self) -> None:
        standing = rebuilt([MADE, again(ENDS)])
        assert (standing.broke_at, standing.times_promised) == (None, 2)
        assert standing.state(ENDS + A_MOMENT) is PromiseState.OPEN
        assert standing.result(ENDS + A_MOMENT) is None
        assert after(standing, kept(LATER.ends_at)).result(AT) is PromiseState.KEPT

    def test_after_the_end_stays_broken_and_is_late_at_best(self) -> None:
        standing = rebuilt([MADE, again(ENDS + A_MOMENT)])
        assert standing.broke_at == ENDS
        assert standing.state(LATER.begins_at) is PromiseState.DUE
        assert standing.result(LATER.begins_at) is PromiseState.MISSED
        assert after(standing, kept(LATER.begins_at)).result(AT) is PromiseState.LATE

    def test_keeps_the_first_break(self) -> None:
        standing = rebuilt([MADE, again(ENDS + A_MOMENT), missed(LATER.ends_at + A_MOMENT)])
        assert standing.broke_at == ENDS


class TestWhatMayFollow:
    @pytest.mark.parametrize("last", [kept(ENDS), missed(ENDS + A_MOMENT)])
    def test_is_nothing_once_it_is_closed(self, last: PromiseFact) -> None:
        standing = rebuilt([MADE, last])
        for fact in (kept(ENDS), again(ENDS), missed(ENDS + A_MOMENT)):
            with pytest.raises(Refusal, match="already"):
                after(standing, fact)

    def test_is_no_miss_while_the_window_runs(self) -> None:
        with pytest.raises(Refusal, match="not over yet"):
            after(begun(MADE), missed(ENDS))

    def test_is_another_owner(self) -> None:
        fact = PromiseFact(PromiseEventKind.HANDED_OVER, AT, owner_id=8)
        assert after(begun(MADE), fact) == Standing(WINDOW, 8)

    def test_begins_with_its_making(self) -> None:
        for fact in (kept(AT), PromiseFact(PromiseEventKind.MADE, AT)):
            with pytest.raises(ValueError, match="being made"):
                begun(fact)
        with pytest.raises(ValueError, match="cannot follow"):
            after(begun(MADE), MADE)


class TestWindow:
    def test_is_read_on_the_customers_clock(self) -> None:
        window = window_of(written("2026-03-02 15:00", "2026-03-02 16:00", "Asia/Tokyo"), at=AT)
        assert window.begins_at == datetime(2026, 3, 2, 6, tzinfo=UTC)
        assert window.ends_at == datetime(2026, 3, 2, 7, tzinfo=UTC)

    def test_across_a_change_of_the_clocks_is_as_long_as_it_really_is(self) -> None:
        window = window_of(written("2026-03-29 01:00", "2026-03-29 03:30"), at=AT)
        assert window.ends_at - window.begins_at == timedelta(hours=1, minutes=30)

    @pytest.mark.parametrize(
        ("begins", "ends", "zone", "said"),
        [
            ("2026-03-02 15:00", "2026-03-02 14:00", "Europe/Berlin", "ends before it begins"),
            ("2026-03-02 15:00", "2026-03-02 15:00", "Europe/Berlin", "ends before it begins"),
            ("2026-03-01 08:00", "2026-03-01 10:00", "Europe/Berlin", "over already"),
            ("2026-03-02 15:00", "2026-03-02 16:00", "Mars/Base", "no time zone"),
            ("2026-03-02 15:00", "2026-03-02 16:00", "", "no time zone"),
            (
                "2026-03-29 02:30",
                "2026-03-29 04:00",
                "Europe/Berlin",
                "There is no 02:30 on 29 Mar",
            ),
            ("2026-10-25 01:00", "2026-10-25 02:30", "Europe/Berlin", "comes twice"),
            ("2206-03-02 15:00", "2206-03-02 16:00", "Europe/Berlin", "a year ahead"),
        ],
    )
    def test_that_cannot_be_kept_is_refused_in_words(
        self, begins: str, ends: str, zone: str, said: str
    ) -> None:
        with pytest.raises(Refusal, match=said):
            window_of(written(begins, ends, zone), at=AT)

    def test_may_have_begun_already(self) -> None:
        assert window_of(written("2026-03-01 09:00", "2026-03-01 10:01"), at=AT).ends_at > AT


class TestKeptRate:
    def test_says_counts_and_interval(self) -> None:
        """P32: the kept rate is said with its counts and Wilson's interval."""
        rate = KeptRate(8, 1, 1, 2)
        assert rate.of == 10
        assert rate.sentence == "8 of 10 kept in time (80 %, likely 49 to 94); 1 late, 1 missed"

    def test_is_none_where_nothing_came_to_its_end(self) -> None:
        assert KeptRate(0, 0, 0).sentence == "No promise came to its end, so there is no rate"


class TestTheAgenda:
    def test_names_the_calls_in_one_item_and_says_how_many_are_from_earlier_days(self) -> None:
        due = [DuePromise(key, f"Call {key}.", "Ann", ENDS, is_overdue=key == 1)
               for key in range(1, 8)]  # fmt: skip
        [item] = about_promises(due)
        assert item.title == "Seven promised calls due: who calls? 1 from earlier days"
        assert item.facts.startswith("1 Mar, 11:00: Call 1 (Ann).")
        assert item.facts.endswith("And 2 more.")
        assert about_promises([]) == []
        assert about_promises([due[-1]])[0].title == "One promised call due: who calls?"
