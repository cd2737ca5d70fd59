"""From a number to its rows, and what a number is narrowed to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import streamlit as st

from db.queries.places import PlaceRow
from db.rules.selections import Basis, Part, Selection, address_of, chips_of
from db.rules.spans import DAY
from pages.components.drawing import Draw
from pages.components.pictures import Lazy, picture_of
from pages.screens import FOLDER

PERIOD = "period"
SCREEN = str(FOLDER / "measures/rows.py")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the parts of the screen are about; `counted` rows were read one by one for it."""

    office: PlaceRow
    weeks: int
    selection: Selection
    counted: int
    today: date
    pictures: list[Lazy] = field(default_factory=list)

    @property
    def where_and_when(self) -> str:
        """`Nairobi, 26 weeks to 15 Nov 2026.`"""
        last = self.today - (self.today.weekday() + 1) * DAY
        return f"{self.office.name}, {self.weeks} weeks to {last:%-d %b %Y}."

    def picture(self, draw: Draw, *records: object, title: str, lines: Sequence[str]) -> Lazy:
        """The picture of one part, kept for that of the whole screen too."""
        said = (self.where_and_when, *lines)
        self.pictures.append(picture_of(draw, *records, title=title, lines=said, on=self.today))
        return self.pictures[-1]

    def narrowed(self, own: Part | None = None, *, says_rows: bool = True) -> str:
        """A sentence on what a part is narrowed to; its own choice only stands out in it."""
        chosen = self.selection.without(own) if own else self.selection
        words = [
            words if part is Part.HOUR else words[0].lower() + words[1:]
            for part, words in chips_of(chosen, today=self.today).items()
        ]
        if not words:
            return ""
        rows = f" Counted from {self.counted:,} rows." if self.counted and says_rows else ""
        return f"Only {', '.join(words)}.{rows}"


def see_rows(
    number: int, shown: Shown, basis: Basis, *, key: str, office: PlaceRow | None = None
) -> None:
    """A button to the list of the rows that a number counts; nothing where it counts none."""
    if not number:
        return
    words = "See the 1 ask" if number == 1 else f"See the {number:,} asks"
    if st.button(words, key=key, icon=":material/list:", type="tertiary"):
        where = office or shown.office
        st.switch_page(
            SCREEN,
            query_params={
                "office": str(where.id),
                # Not as the chooser of the measures has it: Streamlit keeps that name to itself.
                PERIOD: str(shown.weeks),
                "of": basis.value,
                **address_of(shown.selection),
            },
        )
