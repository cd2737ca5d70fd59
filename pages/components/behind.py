"""From a number to its rows, and what a number is narrowed to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NoReturn

import streamlit as st

from db.queries.places import PlaceRow
from db.rules.marks import Mark, address_of_mark
from db.rules.selections import Part, Selection, address_of, chips_of
from db.rules.spans import DAY
from pages.components.counted import of_several
from pages.components.drawing import Draw
from pages.components.escaping import plain
from pages.components.periods import period_in_words
from pages.components.pictures import Lazy, picture_of, words_picture
from pages.screens import FOLDER

PERIOD = "period"
SCREEN = str(FOLDER / "measures/rows.py")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the parts of the screen are about; `counted` rows were read one by one for it, and with
    `is_up_to_now` the running week is in it too.
    """

    office: PlaceRow
    weeks: int
    selection: Selection
    counted: int
    today: date
    pictures: list[Lazy] = field(default_factory=list)
    is_up_to_now: bool = False

    @property
    def where_and_when(self) -> str:
        """`Nairobi, 26 weeks to 15 Nov 2026.`"""
        last = self.today
        if not self.is_up_to_now:
            last -= (self.today.weekday() + 1) * DAY
        return f"{self.office.name}, {period_in_words(self.weeks)} to {last:%-d %b %Y}."

    def picture(self, draw: Draw, *records: object, title: str, lines: Sequence[str]) -> Lazy:
        """The picture of one part, kept for that of the whole screen too."""
        said = (self.where_and_when, *lines)
        self.pictures.append(picture_of(draw, *records, title=title, lines=said, on=self.today))
        return self.pictures[-1]

    def told(self, *, title: str, lines: Sequence[str]) -> Lazy:
        """The same of a part that is told in words alone."""
        said = (self.where_and_when, *lines)
        self.pictures.append(words_picture(title=title, lines=said, on=self.today))
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


@dataclass(frozen=True, slots=True)
class Count:
    """A number that a screen shows, what it is of in words, and the rows that it counts; of weeks
    and of an office of its own where it has some.
    """

    number: int
    words: str
    mark: Mark
    selection: Selection | None = None
    office: PlaceRow | None = None

    def __str__(self) -> str:
        """`40 settled by staff`."""
        return plain(of_several(self.number, self.words))


def see_rows(
    number: int, shown: Shown, mark: Mark, *, key: str, office: PlaceRow | None = None
) -> None:
    """A button to the list of the rows that a number counts; nothing where it counts none."""
    if not number:
        return
    words = "See the 1 ask" if number == 1 else f"See the {number:,} asks"
    if st.button(words, key=key, icon=":material/list:", type="tertiary"):
        open_rows(shown, mark, office=office)


def see_which(counts: Sequence[Count], shown: Shown, *, key: str) -> None:
    """A menu of the numbers of a part, each leading to its rows; those that count none fall away,
    and without any there is no menu.
    """
    some = [each for each in counts if each.number]
    if not some:
        return
    chosen = st.menu_button("See the rows", some, key=key, icon=":material/list:", type="tertiary")
    if chosen is not None:
        open_rows(shown, chosen.mark, office=chosen.office, selection=chosen.selection)


def open_rows(
    shown: Shown, mark: Mark, *, office: PlaceRow | None = None, selection: Selection | None = None
) -> NoReturn:
    """The list of the rows that a mark counts, narrowed as the screen is or by its own weeks."""
    st.switch_page(
        SCREEN,
        query_params={
            "office": str((office or shown.office).id),
            # Not as the chooser of the measures has it: Streamlit keeps that name to itself.
            PERIOD: str(shown.weeks),
            **address_of_mark(mark),
            **address_of(selection or shown.selection),
        },
    )
