"""How a rota is written: which column is the person, the office, the day and the two hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from db.imports.mapping import FilePart, Given, Part, RowsPart
from db.rules.refusals import Refusal

Weekday = Annotated[int, Field(ge=1, le=7)]
# What the columns are called as a rule, ours first; in a file without a mapping they are looked
# for by these names, whatever their case.
USUAL = {
    "person": ("person", "name", "sign-in", "sign_in", "e-mail", "email", "employee", "staff"),
    "office": ("office", "place", "station", "site", "team"),
    "day": ("day", "date", "weekday", "day of week"),
    "begins": ("from", "begins", "start", "starts"),
    "ends": ("until", "to", "ends", "end"),
    "skills": ("skills", "skill"),
}
NEEDED = ("person", "day", "begins", "ends")


class RotaMapping(Part):
    """How another system's rota becomes shifts. `place` is where the rows are that name no office,
    and above those that do. A day is a date in `format`, or a weekday: an English name, its first
    three letters, 1 for Monday to 7, or a word of the table `weekdays`.
    """

    source: Given = "Rota"
    file: FilePart = FilePart()
    rows: RowsPart = RowsPart()
    place: str = ""
    person: Given = "person"
    day: Given = "day"
    begins: Given = "from"
    ends: Given = "until"
    office: str = ""
    skills: str = ""
    format: Given = "iso"
    weekdays: dict[str, Weekday] = Field(default_factory=dict)

    def columns(self) -> set[str]:
        """Every column that the mapping names."""
        return {getattr(self, each) for each in USUAL} | set(self.rows.only)


def usual_columns(header: Sequence[str]) -> dict[str, str]:
    """The columns of a header by what they mean here; what no name fits is left out."""
    named = {column.strip().casefold(): column for column in header}
    found = {}
    for meaning, names in USUAL.items():
        known = [named[name] for name in names if name in named]
        if known:
            found[meaning] = known[0]
    return found


def usual_mapping(header: Sequence[str], *, file: FilePart | None = None) -> RotaMapping:
    """The mapping for a file whose columns have their usual names.

    Raises:
        Refusal: one that is needed is not there.
    """
    found = usual_columns(header)
    for meaning in NEEDED:
        if meaning not in found:
            names = ", ".join(USUAL[meaning][:4])
            raise Refusal(f"No column says {SAID[meaning]}. Name it one of {names}, or map it.")
    return RotaMapping(file=file or FilePart(), **found)  # type: ignore[arg-type]  # columns by name


SAID = {
    "person": "who",
    "day": "on which day",
    "begins": "from when",
    "ends": "until when",
    "office": "where",
    "skills": "with which skills",
}
