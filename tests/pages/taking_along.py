"""What a screen would hand over: its files and pictures, and the rows behind its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy.orm import Session

# Every part that offers something must be known before its offers are caught.
import pages.components.backtest_facts
import pages.components.bother_panel
import pages.components.brief_rows
import pages.components.coverage_map
import pages.components.each_office
import pages.components.hours_panel
import pages.components.outcome_panel
import pages.components.waits_panel  # noqa: F401 - for what stands above.
from db.access import Viewer
from db.queries.behind import Page
from db.queries.selected_rows import rows_behind
from db.queries.sheets import Sheet
from db.rules.marks import Mark
from pages.charts.pictures import Picture
from pages.components import behind, downloads
from pages.components.behind import Count, Shown
from pages.components.downloads import Later
from pages.components.pictures import Lazy, picture_buttons
from tests.pages.screens import everywhere
from tests.world import NOW


@dataclass
class Taken:
    """By the key of its buttons, each sheet and each picture; `whole` is that of the screen.

    `counts` are the numbers that lead to their rows, each with what the screen is about.
    """

    sheets: dict[str, Sheet] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    whole: list[Picture] = field(default_factory=list)
    counts: list[tuple[Count, Shown]] = field(default_factory=list)


def took_along(patch: pytest.MonkeyPatch) -> Taken:
    """Everything that the next runs of screens offer to take along, made at once."""
    taken = Taken()
    table, drawn = downloads.sheet_buttons, picture_buttons
    menu, button = behind.see_which, behind.see_rows

    def sheets(sheet: Sheet | Later, *, key: str) -> None:
        taken.sheets[key] = sheet.made() if isinstance(sheet, Later) else sheet
        table(sheet, key=key)

    def pictures(every: Sequence[Lazy], *, name: str, key: str, title: str = "") -> None:
        made = [each() for each in every]
        if key == "screen":
            taken.whole = made
        else:
            taken.pictures[key] = made[0]
        drawn(every, name=name, key=key, title=title)

    def which(counts: Sequence[Count], shown: Shown, *, key: str) -> None:
        taken.counts += [(each, shown) for each in counts]
        menu(counts, shown, key=key)

    def rows(number: int, shown: Shown, mark: Mark, **named: Any) -> None:
        taken.counts.append((Count(number, "asks", mark, office=named.get("office")), shown))
        button(number, shown, mark, **named)

    patch.setattr(downloads, "sheet_buttons", sheets)
    patch.setattr(downloads, "picture_buttons", pictures)
    everywhere(patch, menu, which)
    everywhere(patch, button, rows)
    return taken


def as_many_rows(session: Session, viewer: Viewer, taken: Taken) -> None:
    """Every number that leads to its rows has as many of them as it says."""
    assert taken.counts
    for count, shown in taken.counts:
        found = rows_behind(
            session, viewer, place_id=(count.office or shown.office).id, weeks=shown.weeks,
            selection=count.selection or shown.selection, mark=count.mark, now=NOW,
            page=Page(limit=1),
        )  # fmt: skip
        assert (str(count), found.counted) == (str(count), count.number)
