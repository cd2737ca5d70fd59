"""Every lost point leads somewhere."""

from __future__ import annotations

from db.rules.gates import Fix
from pages.components.fixes import EQUIP, PERMISSIONS, WAYS
from pages.screens import FOLDER


class TestWays:
    def test_are_known_for_every_fix(self) -> None:
        assert set(WAYS) == set(Fix)

    def test_lead_to_screens_that_exist(self) -> None:
        screens = {way.screen for way in (*WAYS.values(), EQUIP)}
        assert screens <= set(PERMISSIONS)
        assert [path for path in screens if not (FOLDER / path).is_file()] == []

    def test_are_short_enough_for_a_button(self) -> None:
        assert [way.label for way in WAYS.values() if len(way.label.split()) > 4] == []
