"""Clocks of other systems."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.imports.clocks import Clock
from db.imports.mapping import TimePart
from db.imports.reports import Unreadable
from db.rules.local_times import moments_of
from tests.world import NOW

LISBON = ZoneInfo("Europe/Lisbon")
ZONES = ["Europe/Lisbon", "Africa/Nairobi", "Australia/Lord_Howe", "America/New_York", "UTC"]
Rule = Literal["earlier", "later", "refuse"]


def _clock(rule: Rule = "earlier", form: str = "iso") -> Clock:
    return Clock(TimePart(zone="Europe/Lisbon", ambiguous=rule, format=form), NOW)


class TestClock:
    def test_reads_a_local_time_in_its_zone(self) -> None:
        moment = _clock().read("opened", "2026-07-01T10:00", LISBON)
        assert moment == datetime(2026, 7, 1, 9, 0, tzinfo=UTC)

    def test_believes_an_offset_before_the_zone(self) -> None:
        moment = _clock().read("opened", "2026-07-01T10:00+05:30", LISBON)
        assert moment == datetime(2026, 7, 1, 4, 30, tzinfo=UTC)

    def test_reads_the_format_that_the_mapping_gives(self) -> None:
        moment = _clock(form="%d/%m/%Y %H:%M").read("opened", "01/02/2026 10:00", LISBON)
        assert moment == datetime(2026, 2, 1, 10, 0, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("yesterday", "“yesterday” is not a time in the mapping's format"),
            ("2026-03-29T01:30", "clocks in Europe/Lisbon skipped that hour"),
            ("2026-11-18T09:31", "lies in the future"),
            ("1899-12-30T00:00", "lies outside the years"),
            ("9999-12-31T23:59", "lies outside the years"),
        ],
    )
    def test_refuses_what_cannot_have_been(self, text: str, sentence: str) -> None:
        with pytest.raises(Unreadable, match=sentence) as refused:
            _clock().read("opened", text, LISBON)
        assert refused.value.column == "opened"

    def test_refuses_a_zone_that_does_not_exist(self) -> None:
        clock = Clock(TimePart(zone_column="tz"), NOW)
        with pytest.raises(Unreadable, match="“Mars/Base” is not an IANA time zone"):
            clock.zone_of({"tz": "Mars/Base"})


class TestTimesShownTwice:
    """In Lisbon 01:30 on 25 October 2026 came twice, first as 00:30 UTC, then as 01:30 UTC."""

    @pytest.mark.parametrize(("rule", "hour"), [("earlier", 0), ("later", 1)])
    def test_are_read_by_the_declared_rule_and_counted(self, rule: Rule, hour: int) -> None:
        clock = _clock(rule)
        moment = clock.read("opened", "2026-10-25T01:30", LISBON)
        assert moment == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
        assert clock.ambiguous == 1

    def test_can_be_refused(self) -> None:
        with pytest.raises(Unreadable, match="showed this time twice"):
            _clock("refuse").read("opened", "2026-10-25T01:30", LISBON)

    def test_are_the_later_one_when_the_earlier_would_run_backwards(self) -> None:
        asked = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)
        moment = _clock().read("taken", "2026-10-25T01:10", LISBON, not_before=asked)
        assert moment == datetime(2026, 10, 25, 1, 10, tzinfo=UTC)


class TestMomentsOf:
    @given(
        st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis wants naive bounds.
        st.sampled_from(ZONES),
    )
    def test_hold_every_moment_that_a_clock_showed(self, moment: datetime, name: str) -> None:
        zone = ZoneInfo(name)
        shown = moment.astimezone(zone).replace(tzinfo=None, fold=0)
        found = moments_of(shown, zone)
        assert moment in found
        assert list(found) == sorted(set(found))
        assert all(each.astimezone(zone).replace(tzinfo=None, fold=0) == shown for each in found)
