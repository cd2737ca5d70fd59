"""P49: what managers are trained in, and the hours in which nobody on duty is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from db.rules.must_haves import MustHave, Standing
from db.rules.spans import HOUR, Span
from db.rules.trainings import (
    Gap,
    Manager,
    ManagersShift,
    TrainedCover,
    Training,
    gaps,
    holds_until,
    is_trained,
    must_have,
)

ZONE = ZoneInfo("Africa/Nairobi")
# A Wednesday.
TODAY = date(2026, 11, 18)
A_DAY = timedelta(days=1)
NEEDED = {1: "de-escalation", 2: "admitting a mistake"}


def training(subject: int, until: date = TODAY + 200 * A_DAY, on: date = TODAY) -> Training:
    return Training(subject, on, until)


WHOLE = (training(1), training(2))
SUNDAY = datetime(2026, 11, 22, tzinfo=ZONE)


def at(hour: int, hours: int, day: datetime = SUNDAY) -> Span:
    starts_at = (day + hour * HOUR).astimezone(UTC)
    return Span(starts_at, starts_at + hours * HOUR)


def cover(
    shifts: Sequence[ManagersShift] = (),
    opening: Sequence[Span] = (at(6, 16),),
    managers: Sequence[Manager] = (Manager("Mercy", WHOLE), Manager("Samuel")),
    needed: dict[int, str] | None = None,
) -> TrainedCover:
    return TrainedCover(NEEDED if needed is None else needed, managers, shifts, opening, 14)


def line(found: TrainedCover) -> MustHave:
    return must_have(found, zone=ZONE, today=TODAY)


class TestAManager:
    def test_is_trained_when_everything_needed_holds(self) -> None:
        assert is_trained(WHOLE, NEEDED, TODAY)
        assert not is_trained(WHOLE[:1], NEEDED, TODAY)
        assert not is_trained((), NEEDED, TODAY)
        assert not is_trained(WHOLE, (), TODAY)

    @pytest.mark.parametrize(("days", "holds"), [(-1, False), (0, True), (200, True), (201, False)])
    def test_is_trained_from_the_day_to_the_last_day_both_included(
        self, days: int, *, holds: bool
    ) -> None:
        assert is_trained(WHOLE, NEEDED, TODAY + days * A_DAY) is holds

    def test_stays_so_as_long_as_the_first_that_ends(self) -> None:
        longer = training(1, TODAY + 9 * A_DAY)
        assert holds_until((longer, training(2, TODAY + 3 * A_DAY)), NEEDED, TODAY) == (
            TODAY + 3 * A_DAY
        )
        assert holds_until((training(1), longer, training(2)), NEEDED, TODAY) == TODAY + 200 * A_DAY
        assert holds_until(WHOLE[:1], NEEDED, TODAY) is None


class TestGaps:
    def test_name_the_part_of_the_week_that_is_wholly_without_first(self) -> None:
        morning = ManagersShift(at(6, 8), WHOLE)
        found = gaps(cover([morning]), ZONE)
        assert found == [Gap("Sunday evening", 4.0, 4.0), Gap("Sunday afternoon", 4.0, 6.0)]
        assert [each.sentence for each in found] == [
            "Nobody on duty on Sunday evening has been trained",
            "On Sunday afternoon nobody on duty has been trained in 4 of 6 hours",
        ]

    def test_count_the_shift_of_somebody_untrained_as_none(self) -> None:
        shifts = [ManagersShift(at(6, 16)), ManagersShift(at(6, 12), WHOLE)]
        assert [each.words for each in gaps(cover(shifts), ZONE)] == ["Sunday evening"]

    def test_count_a_shift_by_the_day_on_which_it_begins(self) -> None:
        ends = training(1, date(2026, 11, 22)), training(2, date(2026, 11, 22))
        night = ManagersShift(at(20, 10), ends)
        opening = [at(20, 10)]
        assert gaps(cover([night], opening), ZONE) == []
        over = training(1, date(2026, 11, 21)), training(2, date(2026, 11, 21))
        assert gaps(cover([ManagersShift(at(20, 10), over)], opening), ZONE)

    def test_are_none_without_opening_hours(self) -> None:
        assert gaps(cover(opening=()), ZONE) == []

    def test_count_the_hours_of_a_day_on_which_the_clock_changes(self) -> None:
        london = ZoneInfo("Europe/London")
        day = datetime(2026, 10, 25, tzinfo=london).astimezone(UTC)
        found = gaps(cover(opening=[Span(day, day + 25 * HOUR)]), london)
        assert found[0] == Gap("Sunday night", 7.0, 7.0)
        assert sum(each.hours for each in found) == 25.0


class TestTheLine:
    @pytest.mark.parametrize(
        ("found", "badge", "said"),
        [
            (cover(managers=()), "nobody", "no manager works here"),
            (cover(needed={}), "not said", "nobody has said what managers are trained in"),
            (
                cover(managers=[Manager("Mercy"), Manager("Samuel")]), "nobody",
                "Nobody here is trained in admitting a mistake and de-escalation: none of 2 man",
            ),
            (cover(), "gap", "Nobody trained is on duty in any of 16 opening hours of 14 days"),
            (
                cover([ManagersShift(at(6, 12), WHOLE)]), "gap",
                "Nobody on duty on Sunday evening has been trained: 4 of 16 opening hours of the",
            ),
        ],
    )  # fmt: skip
    def test_is_missing_and_says_why(self, found: TrainedCover, badge: str, said: str) -> None:
        told = line(found)
        assert (told.standing, told.badge) == (Standing.MISSING, badge)
        assert said in told.sentence

    def test_is_expired_where_training_was_and_holds_no_more(self) -> None:
        past = training(1, TODAY - A_DAY, TODAY - 9 * A_DAY)
        told = line(cover(managers=[Manager("Mercy", (past,))]))
        assert (told.standing, told.badge) == (Standing.EXPIRED, "expired 17 Nov")
        assert "No training of the one manager holds any more" in told.sentence

    def test_is_in_place_where_somebody_trained_is_always_on_duty(self) -> None:
        told = line(cover([ManagersShift(at(6, 16), WHOLE)]))
        assert told.standing is Standing.IN_PLACE
        assert told.sentence.endswith("in all 16 opening hours of 14 days; 1 of 2 managers trained")

    @pytest.mark.parametrize(
        ("days", "standing"), [(14, Standing.EXPIRING), (15, Standing.IN_PLACE)]
    )
    def test_tells_of_what_ends_within_a_fortnight(self, days: int, standing: Standing) -> None:
        until = TODAY + days * A_DAY
        soon = (training(1, until), training(2))
        told = line(cover([ManagersShift(at(6, 16), soon)], managers=[Manager("Mercy", soon)]))
        assert told.standing is standing

    def test_does_not_claim_cover_of_hours_that_nobody_wrote_down(self) -> None:
        assert line(cover(opening=())).badge == "hours not known"
