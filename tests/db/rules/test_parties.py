"""P28: a problem lies with one of three parties at a time, each with an owner and a clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from db.rules.parties import (
    HandedOver,
    PartyLine,
    days_in_words,
    holder_of,
    lies_with,
    party_lines,
)
from db.rules.words import BriefEventKind as Kind
from db.rules.words import Party

BEGAN = datetime(2026, 11, 1, 9, tzinfo=UTC)


def _on(day: int) -> datetime:
    return BEGAN + timedelta(days=day)


def _to(day: int, party: Party | None, owner: str = "Zuri", team: str = "Belts") -> HandedOver:
    return HandedOver(Kind.ASSIGNED, _on(day), party, owner, team, date(2026, 12, 1))


OPENED = HandedOver(Kind.OPENED, BEGAN)


def _lines(*events: HandedOver, now: int) -> dict[Party, PartyLine]:
    return {line.party: line for line in party_lines(events, now=_on(now))}


class TestPartyLines:
    def test_begin_at_the_counter(self) -> None:
        found = _lines(OPENED, now=3)
        assert list(found) == [Party.COUNTER, Party.FIXERS, Party.DESIGN]
        assert (found[Party.COUNTER].since, found[Party.COUNTER].held) == (BEGAN, timedelta(3))
        assert found[Party.FIXERS] == PartyLine(Party.FIXERS)
        assert found[Party.COUNTER].who == "nobody named"

    def test_speak_at_the_counter_by_whoever_opened_it(self) -> None:
        opened = HandedOver(Kind.OPENED, BEGAN, owner="Joseph")
        assert _lines(opened, now=1)[Party.COUNTER].who == "Joseph"
        named = _lines(opened, _to(1, Party.COUNTER, "Zuri", "Desk 4"), now=2)
        assert named[Party.COUNTER].who == "Desk 4, Zuri"

    def test_move_with_the_act_that_hands_over(self) -> None:
        """P28: owner and clock of each; the former one keeps how long it had it."""
        found = _lines(
            OPENED, _to(2, Party.FIXERS), _to(9, Party.DESIGN, "Amina", "Product"), now=12
        )
        assert [found[party].held for party in Party] == [
            timedelta(2), timedelta(7), timedelta(3),
        ]  # fmt: skip
        assert [found[party].since for party in Party] == [None, None, _on(9)]
        assert (found[Party.FIXERS].who, found[Party.DESIGN].who) == (
            "Belts, Zuri", "Product, Amina",
        )  # fmt: skip

    def test_keep_the_clock_when_only_the_owner_changes(self) -> None:
        found = _lines(OPENED, _to(2, Party.FIXERS), _to(5, Party.FIXERS, "Amina"), now=9)
        assert (found[Party.FIXERS].since, found[Party.FIXERS].owner) == (_on(2), "Amina")

    def test_begin_a_clock_anew_with_another_team(self) -> None:
        found = _lines(OPENED, _to(2, Party.FIXERS), _to(5, Party.FIXERS, team="Motors"), now=9)
        assert (found[Party.FIXERS].since, found[Party.FIXERS].held) == (_on(5), timedelta(7))

    def test_rest_while_it_is_fixed_and_run_on_when_it_is_not(self) -> None:
        events = (OPENED, _to(2, Party.FIXERS), HandedOver(Kind.FIX_MADE, _on(6)))
        found = _lines(*events, now=20)
        assert holder_of(found.values()) is None
        assert found[Party.FIXERS].held == timedelta(4)
        found = _lines(*events, HandedOver(Kind.REOPENED, _on(15)), now=20)
        assert (found[Party.FIXERS].since, found[Party.FIXERS].held) == (_on(15), timedelta(9))

    def test_take_an_older_assignment_for_the_fixers(self) -> None:
        assert _lines(OPENED, _to(2, None), now=4)[Party.FIXERS].since == _on(2)

    def test_are_empty_without_events(self) -> None:
        assert holder_of(party_lines([], now=BEGAN)) is None


class TestLiesWith:
    def test_names_party_team_owner_days_and_promise(self) -> None:
        said = lies_with(
            Party.FIXERS, "Zuri", "Belts", since=BEGAN, now=_on(12), due_on=date(2026, 12, 3)
        )
        assert said == ("It lies with the fixers (Belts, Zuri) for 12 days, promised for 3 Dec.")

    def test_says_a_promise_that_is_over(self) -> None:
        said = lies_with(
            Party.DESIGN, "Zuri", "", since=BEGAN, now=_on(12), due_on=date(2026, 11, 12)
        )
        assert said.endswith("for 12 days, promised for 12 Nov and not fixed.")

    def test_says_that_nobody_owns_it(self) -> None:
        said = lies_with(Party.COUNTER, "", "", since=BEGAN, now=_on(1))
        assert said == ("It lies with those at the counter for 1 day. Nobody owns the brief yet.")

    def test_says_less_than_a_day(self) -> None:
        assert days_in_words(timedelta(hours=23)) == "less than a day"
