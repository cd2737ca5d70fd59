"""Columns and templates: how a mapping takes words out of a row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Generic, TypeVar

from db.imports.reports import Unreadable
from db.rules.refusals import Refusal

HOLE = re.compile(r"\{([^{}]+)\}")
VALUE = "value"
SHOWN = 12
# So many different answers are kept of each part of a row.
ANSWERS = 20_000
Read = TypeVar("Read")


def columns_in(template: str) -> set[str]:
    """The columns that a template such as `Group {last_group}` asks for; `{value}` is none."""
    return set(HOLE.findall(template)) - {VALUE}


def fill(template: str, value: str, row: Mapping[str, str]) -> str:
    """The template with its holes filled, on one line and without space at the ends."""
    if "{" not in template:
        return one_line(template)
    return one_line(HOLE.sub(lambda hole: row.get(hole[1], value), template))


def one_line(text: str) -> str:
    """The words of a text with one space between them."""
    if text.isalnum():
        return text
    return " ".join(text.split())


def check_columns(header: Iterable[str], wanted: Iterable[str]) -> None:
    """Refuse the file when a column that the mapping names is not in its header."""
    names = list(header)
    for column in sorted(set(wanted) - {""}):
        if column in names:
            continue
        near = get_close_matches(column, names, n=1)
        shown = ", ".join(names[:SHOWN]) + (" and others" if len(names) > SHOWN else "")
        hint = f"did you mean “{near[0]}”?" if near else f"it has {shown}."
        raise Refusal(f"The file has no column “{column}”; {hint}")


def first_said(columns: Sequence[str], cells: Mapping[str, str]) -> str:
    """The first of the columns that is not blank, or nothing."""
    for column in columns:
        if cells[column]:
            return column
    return ""


class Kept(Generic[Read]):
    """What was read of some cells, for the rows that say the same there."""

    def __init__(self, columns: set[str], read: Callable[[Mapping[str, str]], Read]) -> None:
        """Keep what `read` says of these columns."""
        self._columns, self._read = tuple(sorted(columns - {""})), read
        self._known: dict[tuple[str, ...], Read | Unreadable] = {}

    def __call__(self, cells: Mapping[str, str]) -> Read:
        """What the cells say; raises `Unreadable` when they say nothing that can be read."""
        found = self._found(tuple([cells[column] for column in self._columns]))
        if isinstance(found, Unreadable):
            raise Unreadable(found.column, str(found))
        return found

    def of_rows(self, columns: Mapping[str, Sequence[str]], rows: int) -> list[Read | Unreadable]:
        """What the cells of each row say, or why nothing can be read in them."""
        given = [columns[column] for column in self._columns]
        keys = [*zip(*given, strict=True)] if given else [()] * rows
        answers = {key: self._found(key) for key in {*keys}}
        return [answers[key] for key in keys]

    def _found(self, key: tuple[str, ...]) -> Read | Unreadable:
        if key in self._known:
            return self._known[key]
        if len(self._known) >= ANSWERS:
            self._known.clear()
        found: Read | Unreadable
        try:
            found = self._read(dict(zip(self._columns, key, strict=True)))
        except Unreadable as reason:
            found = reason
        self._known[key] = found
        return found
