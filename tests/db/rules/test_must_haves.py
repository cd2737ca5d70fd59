"""What an office must have, in words."""

from __future__ import annotations

from datetime import date

import pytest

from db.rules.must_haves import Equipment, Number, Standing, Strategy, must_haves

TODAY = date(2026, 11, 18)
FULL = Equipment(
    security=[Number("Security desk", date(2026, 8, 30), date(2027, 2, 28))],
    emergency=[Number("Ambulance", date(2026, 11, 12), date(2027, 5, 12))],
    calm_places=["Room 4"],
    strategies=[Strategy("System down", date(2026, 9, 2))],
)


def _standings(has: Equipment) -> dict[str, tuple[Standing, str]]:
    return {each.name: (each.standing, each.badge) for each in must_haves(has, today=TODAY)}


def _security(until: date | None, called: date | None = date(2026, 8, 30)) -> tuple[Standing, str]:
    return _standings(Equipment(security=[Number("Desk", called, until)]))["Security's number"]


class TestMustHaves:
    def test_are_all_missing_where_there_is_nothing(self) -> None:
        standings = _standings(Equipment())
        assert len(standings) == 4
        assert {standing for standing, _ in standings.values()} == {Standing.MISSING}

    def test_are_in_place_with_their_dates_in_words(self) -> None:
        found = must_haves(FULL, today=TODAY)
        assert {each.standing for each in found} == {Standing.IN_PLACE}
        assert "Security's number, called 30 Aug" in [each.sentence for each in found]
        assert "Outage strategy, approved 2 Sep" in [each.sentence for each in found]

    def test_show_the_worst_first(self) -> None:
        has = Equipment(FULL.security, FULL.emergency, (), FULL.strategies)
        assert must_haves(has, today=TODAY)[0].name == "Calm place"

    @pytest.mark.parametrize(
        ("until", "standing", "badge"),
        [
            (date(2026, 11, 17), Standing.EXPIRED, "expired 17 Nov"),
            (date(2026, 11, 18), Standing.EXPIRING, "expires 18 Nov"),
            (date(2026, 12, 2), Standing.EXPIRING, "expires 2 Dec"),
            (date(2026, 12, 3), Standing.IN_PLACE, "in place"),
        ],
    )
    def test_count_a_number_to_its_last_day(
        self, until: date, standing: Standing, badge: str
    ) -> None:
        assert _security(until) == (standing, badge)

    def test_do_not_trust_a_number_that_nobody_called(self) -> None:
        assert _security(None, None) == (Standing.MISSING, "not called")

    def test_let_the_number_that_holds_longest_speak(self) -> None:
        numbers = [
            Number("Old desk", date(2026, 1, 1), date(2026, 2, 1)),
            Number("New desk", date(2026, 11, 1), date(2027, 5, 1)),
        ]
        found = _standings(Equipment(emergency=numbers))
        assert found["Emergency numbers"][0] is Standing.IN_PLACE

    def test_say_when_a_strategy_waits_for_approval(self) -> None:
        found = _standings(Equipment(strategies=[Strategy("System down", None)]))
        assert found["Outage strategy"] == (Standing.MISSING, "not approved")
