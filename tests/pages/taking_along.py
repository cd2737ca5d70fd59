"""What a screen would hand over: its files and pictures, caught where they are offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from db.queries.sheets import Sheet
from pages.charts.pictures import Picture
from pages.components import downloads as offering
from pages.components import pictures as drawing
from pages.components.pictures import Lazy


@dataclass
class Taken:
    """By the key of its buttons, each sheet and each picture; `whole` is that of the screen."""

    sheets: dict[str, Sheet] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    whole: dict[str, list[Picture]] = field(default_factory=dict)


def took_along(patch: pytest.MonkeyPatch) -> Taken:
    """Everything that the next runs of screens offer to take along, made at once."""
    taken = Taken()
    table, drawn = offering.sheet_buttons, drawing.picture_buttons

    def sheets(sheet: Sheet, *, key: str) -> None:
        taken.sheets[key] = sheet
        table(sheet, key=key)

    def pictures(every: Sequence[Lazy], *, name: str, key: str, title: str = "") -> None:
        made = [each() for each in every]
        taken.whole[key] = made
        taken.pictures[key] = made[0]
        drawn(every, name=name, key=key, title=title)

    patch.setattr(offering, "sheet_buttons", sheets)
    patch.setattr(offering, "picture_buttons", pictures)
    return taken
