"""Clocks for many moments at once agree with the clocks of the standard library."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.local_times import moments_of
from db.rules.offsets import EPOCH, SECOND, offsets_of

# Summer time of both halves of the world, half hours, none, a day that fell away, a month without
# summer time in it, and an island that moves by half an hour.
ZONES = (
    "Europe/Lisbon", "America/New_York", "America/St_Johns", "Asia/Kathmandu", "Africa/Nairobi",
    "Pacific/Apia", "Africa/Casablanca", "Australia/Lord_Howe", "UTC",
)  # fmt: skip
moments = st.integers(0, 2_000_000_000)


def local(zone: str, moment: int) -> int:
    shown = (EPOCH + moment * SECOND).astimezone(ZoneInfo(zone)).replace(tzinfo=UTC)
    return (shown - EPOCH) // SECOND


@pytest.mark.parametrize("zone", ZONES)
class TestOffsets:
    @given(given=st.lists(moments, min_size=1, max_size=40))
    def test_show_what_clocks_show(self, zone: str, given: list[int]) -> None:
        found = offsets_of(ZoneInfo(zone), min(given), max(given))
        assert found.readings(np.array(given)).tolist() == [local(zone, each) for each in given]

    @given(around=moments, steps=st.lists(st.integers(-200_000, 200_000), max_size=40))
    def test_lead_back_to_the_only_moment(self, zone: str, around: int, steps: list[int]) -> None:
        readings = np.array([around + step for step in (0, *steps)])
        found = offsets_of(
            ZoneInfo(zone), int(readings.min()) - 90_000, int(readings.max()) + 90_000
        )
        for reading, moment, is_one in zip(readings, *found.moments(readings), strict=True):
            written = datetime(1970, 1, 1) + timedelta(seconds=int(reading))  # noqa: DTZ001 - a reading.
            meant = moments_of(written, ZoneInfo(zone))
            assert is_one == (len(meant) == 1)
            if is_one:
                assert EPOCH + int(moment) * SECOND == meant[0]

    def test_know_the_second_at_which_clocks_change(self, zone: str) -> None:
        first, last = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (2015, 2017))
        found = offsets_of(ZoneInfo(zone), first, last)
        for start in found.starts[1:].tolist():
            around = np.array([start - 1, start])
            assert found.readings(around).tolist() == [local(zone, each) for each in around]
            assert np.diff(found.readings(around)) != 1


class TestASpringMorning:
    def test_has_an_hour_that_never_was_and_autumn_one_that_was_twice(self) -> None:
        first = int(datetime(2026, 3, 29, tzinfo=UTC).timestamp())
        last = int(datetime(2026, 10, 25, tzinfo=UTC).timestamp())
        found = offsets_of(ZoneInfo("Europe/Berlin"), first, last)
        spring = [
            first + 3_600 * 2 - 1,
            first + 3_600 * 2,
            first + 3_600 * 3 - 1,
            first + 3_600 * 3,
        ]
        autumn = [last + 3_600 * 2 - 1, last + 3_600 * 2, last + 3_600 * 3 - 1, last + 3_600 * 3]
        assert found.moments(np.array(spring))[1].tolist() == [True, False, False, True]
        assert found.moments(np.array(autumn))[1].tolist() == [True, False, False, True]
