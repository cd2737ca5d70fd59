"""What is left of a window: its edges on the office's clock, and which caps count what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.authority import Question
from db.rules.cap_lines import CapLine, check_cap
from db.rules.caps import (
    Cap,
    Left,
    Tally,
    Window,
    Windows,
    cap_in_words,
    counts,
    holds,
    may_give,
    window,
)
from db.rules.money import PIECES, Money
from db.rules.refusals import Refusal
from db.rules.words import CapHolder, CapPeriod, LimitKind
from tests.db.rules.test_authority import limit

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
A_MOMENT = timedelta(microseconds=1)
OFFICE, AGENT, BAG, MEAL, ANN, BEN = "/1/4/9/", 1, 5, 7, 31, 32
ASKED = Question(OFFICE, BAG, MEAL, NOW)
ZONES = ("Africa/Nairobi", "Africa/Cairo", "America/Santiago", "America/Havana", "Asia/Beirut",
         "Atlantic/Azores", "Europe/Berlin", "Pacific/Auckland", "UTC")  # fmt: skip


def cap(number: int = 1, /, **changes: object) -> Cap:
    """At most SGD 100 a day for each person, for any grade, remedy and problem everywhere."""
    plain = Cap(
        id=number, cap_number=number, version_number=1, place_path="/1/", grade_rank=None,
        remedy_id=None, problem_id=None, holder=CapHolder.PERSON, period=CapPeriod.DAY,
        most_times=None, amount=Decimal(100), currency="SGD",
        in_force_from=NOW - timedelta(days=1), in_force_until=None,
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]  # any field of the record


def times(number: int, most: int, **changes: object) -> Cap:
    """A cap by times."""
    return cap(number, most_times=most, amount=None, currency=None, **changes)


def sgd(amount: str) -> Money:
    """So many Singapore dollars."""
    return Money(Decimal(amount), "SGD")


def left(of: Cap, often: int = 0, worth: str = "0") -> Left:
    """What is left after so many gifts."""
    return Left(of, Tally(often, Decimal(worth)), Window(NOW, NOW + timedelta(days=1)))


def windows(*caps: Cap, tallies: dict[tuple[int, int | None], Tally] | None = None) -> Windows:
    """The caps with what was given so far."""
    periods = {period: window(period, NOW, UTC) for period in CapPeriod}
    return Windows(caps, tallies or {}, periods)


def at(text: str, zone: str) -> datetime:
    """A wall clock as a moment."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


class TestWindow:
    @pytest.mark.parametrize(
        ("period", "starts", "ends"),
        [
            (CapPeriod.DAY, "2026-11-18", "2026-11-19"),
            (CapPeriod.WEEK, "2026-11-16", "2026-11-23"),
            (CapPeriod.MONTH, "2026-11-01", "2026-12-01"),
        ],
    )
    def test_is_the_office_s_own(self, period: CapPeriod, starts: str, ends: str) -> None:
        for clock in ("00:00:00", "23:59:59.999999"):
            moment = at(f"2026-11-18T{clock}", "Asia/Singapore")
            found = window(period, moment, ZoneInfo("Asia/Singapore"))
            assert found.starts_at == at(starts, "Asia/Singapore")
            assert found.ends_at == at(ends, "Asia/Singapore")

    @pytest.mark.parametrize(
        ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)]
    )
    def test_has_the_hours_that_clocks_gave_the_day(self, day: str, hours: int) -> None:
        berlin = ZoneInfo("Europe/Berlin")
        found = window(CapPeriod.DAY, at(f"{day}T12:00", "Europe/Berlin"), berlin)
        assert found.ends_at - found.starts_at == timedelta(hours=hours)

    def test_begins_after_the_midnight_that_clocks_skipped(self) -> None:
        found = window(CapPeriod.DAY, at("2026-09-06T12:00", "America/Santiago"),
                       ZoneInfo("America/Santiago"))  # fmt: skip
        assert found.starts_at.astimezone(ZoneInfo("America/Santiago")).hour == 1
        assert found.ends_at - found.starts_at == timedelta(hours=23)

    def test_runs_over_the_turn_of_the_iso_year(self) -> None:
        found = window(CapPeriod.WEEK, at("2027-01-01T00:00", "UTC"), UTC)
        assert (found.starts_at, found.ends_at) == (
            at("2026-12-28", "UTC"), at("2027-01-04", "UTC"),
        )  # fmt: skip

    @given(
        st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone.
        st.sampled_from(CapPeriod),
        st.sampled_from(ZONES),
    )
    def test_holds_the_moment_and_meets_its_neighbours(
        self, moment: datetime, period: CapPeriod, name: str
    ) -> None:
        zone = ZoneInfo(name)
        found = window(period, moment, zone)
        assert found.starts_at <= moment < found.ends_at
        assert window(period, found.starts_at, zone) == found
        assert window(period, found.ends_at - A_MOMENT, zone) == found
        assert window(period, found.ends_at, zone).starts_at == found.ends_at


class TestHolds:
    @pytest.mark.parametrize(
        "about",
        [
            {},
            {"place_path": OFFICE, "problem_id": BAG, "remedy_id": MEAL},
            {"in_force_from": NOW},
            {"in_force_until": NOW + A_MOMENT},
        ],
    )
    def test_is_so_for_what_matches(self, about: dict[str, object]) -> None:
        assert holds(cap(1, **about), ASKED)

    @pytest.mark.parametrize(
        "about",
        [
            {"place_path": "/1/4/90/"},
            {"place_path": "/1/4/9/2/"},
            {"problem_id": BAG + 1},
            {"remedy_id": MEAL + 1},
            {"in_force_from": NOW + A_MOMENT},
            {"in_force_until": NOW},
        ],
    )
    def test_is_not_so_for_another_place_matter_or_time(self, about: dict[str, object]) -> None:
        assert not holds(cap(1, **about), ASKED)

    @pytest.mark.parametrize(
        ("counted", "given_in", "so"),
        [("SGD", "SGD", True), ("SGD", "KES", True), ("SGD", PIECES, False), (PIECES, "SGD", False),
         (PIECES, PIECES, True), (None, PIECES, True), ("SGD", None, True)],
    )  # fmt: skip
    def test_leaves_pieces_and_money_to_caps_of_their_own(
        self, counted: str | None, given_in: str | None, *, so: bool
    ) -> None:
        assert counts(replace(cap(), currency=counted), given_in) is so


class TestLeft:
    @pytest.mark.parametrize(
        ("worth", "asked", "covered"),
        [("0", "100", True), ("0", "100.01", False), ("60", "40", True), ("60", "40.01", False),
         ("100", "0.01", False), ("140", "0.01", False)],
    )  # fmt: skip
    def test_includes_the_last_of_a_cap(self, worth: str, asked: str, *, covered: bool) -> None:
        assert left(cap(), 3, worth).covers(sgd(asked)) is covered

    @pytest.mark.parametrize(("often", "covered"), [(0, True), (1, True), (2, False), (3, False)])
    def test_counts_the_gift_that_is_asked_for(self, often: int, *, covered: bool) -> None:
        assert left(times(1, 2), often).covers(Money(Decimal(1), "KES")) is covered

    def test_never_compares_another_currency(self) -> None:
        assert not left(cap()).covers(Money(Decimal("0.01"), "KES"))

    def test_is_never_below_nothing(self) -> None:
        spent = left(cap(), 9, "900")
        assert spent.worth == sgd("0")
        assert left(times(1, 2), 9).times == 0
        assert not spent.covers(None)

    @pytest.mark.parametrize(
        ("found", "words"),
        [
            (left(cap(), 1, "60"), "SGD 40 left today"),
            (left(cap(period=CapPeriod.WEEK), 1, "100"), "nothing left this week"),
            (left(times(1, 2, period=CapPeriod.MONTH), 1), "1 more time this month"),
            (left(times(1, 2, holder=CapHolder.CUSTOMER)), "2 more times today for this customer"),
        ],
    )
    def test_is_said_in_words(self, found: Left, words: str) -> None:
        assert found.words.replace("\u00a0", " ") == words


class TestWindows:
    def test_let_every_cap_bind_and_the_tightest_come_first(self) -> None:
        found = windows(
            cap(1), cap(2, amount=Decimal(30)), times(3, 4), cap(4, grade_rank=2),
            cap(5, currency=PIECES), tallies={(1, ANN): Tally(1, Decimal(80))},
        )  # fmt: skip
        lefts = found.left(rank=AGENT, person_id=ANN, currency="SGD")
        assert [each.cap.id for each in lefts] == [1, 2, 3]
        assert found.covers(sgd("20"), rank=AGENT, person_id=ANN)
        assert not found.covers(sgd("20.01"), rank=AGENT, person_id=ANN)
        assert found.covers(sgd("30"), rank=AGENT, person_id=BEN)
        assert not found.covers(sgd("30.01"), rank=AGENT, person_id=BEN)

    def test_count_a_customer_whoever_gave(self) -> None:
        found = windows(cap(holder=CapHolder.CUSTOMER), tallies={(1, None): Tally(1, Decimal(99))})
        for person in (ANN, BEN):
            assert not found.covers(sgd("1.01"), rank=AGENT, person_id=person)

    def test_want_a_reference_where_customers_are_counted(self) -> None:
        found = windows(cap(holder=CapHolder.CUSTOMER, grade_rank=AGENT))
        assert found.wants_reference(rank=AGENT, currency="SGD")
        assert not found.wants_reference(rank=AGENT + 1, currency="SGD")
        assert not found.wants_reference(rank=AGENT, currency=PIECES)
        assert not replace(found, knows_customer=True).wants_reference(rank=AGENT, currency="SGD")
        assert not windows(cap()).wants_reference(rank=AGENT, currency="SGD")

    def test_say_why_not(self) -> None:
        why = windows(cap()).why_not(sgd("100.01"), rank=AGENT, person_id=ANN) or ""
        said = "SGD 100 left today: at most SGD 100 a day for each person."
        assert why.replace("\u00a0", " ") == said

    @given(
        st.lists(st.tuples(st.integers(1, 200), st.integers(0, 200)), max_size=5),
        st.integers(1, 250),
        st.randoms(use_true_random=False),
    )
    def test_leave_the_smallest_whatever_their_order(
        self, pairs: list[tuple[int, int]], asked: int, dice: object
    ) -> None:
        caps = [cap(number, amount=Decimal(most)) for number, (most, _) in enumerate(pairs)]
        tallies: dict[tuple[int, int | None], Tally] = {
            (number, ANN): Tally(1, Decimal(so)) for number, (_, so) in enumerate(pairs)
        }
        smallest = min((max(0, most - so) for most, so in pairs), default=asked)
        for _ in range(2):
            found = windows(*caps, tallies=tallies)
            assert found.covers(sgd(str(asked)), rank=AGENT, person_id=ANN) is (asked <= smallest)
            dice.shuffle(caps)  # type: ignore[attr-defined]  # hypothesis hands over a Random


class TestMayGive:
    def test_is_the_smallest_of_the_limit_and_what_is_left(self) -> None:
        assert may_give(limit(), [left(cap(), 1, "60")]) == sgd("40")
        assert may_give(limit(amount=Decimal(30)), [left(cap(), 1, "60")]) == sgd("30")
        assert may_give(limit(), [left(times(1, 2))]) == sgd("100")

    def test_has_no_number_without_a_rule_or_an_upper_limit(self) -> None:
        free = limit(kind=LimitKind.UNLIMITED, amount=None, currency=None, unlimited_until=NOW)
        assert may_give(None, [left(cap())]) is None
        assert may_give(limit(kind=LimitKind.NONE, amount=None, currency=None), []) is None
        assert may_give(free, []) is None
        assert may_give(free, [left(cap(), 1, "60")]) == sgd("40")


class TestCheckCap:
    WHOLE = CapLine(CapHolder.PERSON, CapPeriod.DAY, amount=Decimal(100), currency="SGD")

    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"period": None}, "a cap needs a period"),
            ({"holder": None}, "say whose window it is"),
            ({"amount": None, "currency": None}, "A blank is not a cap"),
            ({"most_times": 2}, "times or worth"),
            ({"amount": None, "most_times": 2}, "times or worth"),
            ({"currency": "KES"}, "the cap is in KES. Here it must be SGD"),
            ({"currency": None}, "the cap is in no currency"),
            ({"amount": Decimal(0)}, "must be above zero"),
            ({"amount": Decimal(-5)}, "must be above zero"),
            ({"amount": None, "currency": None, "most_times": 0}, "once at least"),
            ({"amount": None, "currency": None, "most_times": -1}, "once at least"),
            ({"amount": None, "currency": None, "most_times": 1_001}, "Check the number"),
        ],
    )
    def test_refuses_what_is_not_whole(self, changes: dict[str, object], why: str) -> None:
        line = replace(self.WHOLE, **changes)  # type: ignore[arg-type]  # any field of the record
        with pytest.raises(Refusal, match=why):
            check_cap(line, name="agent, Meal", currency="SGD")

    def test_lets_the_smallest_and_the_largest_through(self) -> None:
        for most in (1, 1_000):
            line = CapLine(CapHolder.PERSON, CapPeriod.DAY, most_times=most)
            assert check_cap(line, name="agent", currency="SGD")[1] is CapPeriod.DAY
        check_cap(self.WHOLE, name="agent", currency="SGD")


class TestCapInWords:
    @pytest.mark.parametrize(
        ("found", "words"),
        [
            (cap(), "at most SGD 100 a day for each person"),
            (times(1, 1, period=CapPeriod.WEEK), "at most once a week for each person"),
            (times(1, 2, holder=CapHolder.CUSTOMER), "at most 2 times a day for each customer"),
        ],
    )
    def test_is_one_phrase(self, found: Cap, words: str) -> None:
        assert cap_in_words(found).replace("\u00a0", " ") == words
