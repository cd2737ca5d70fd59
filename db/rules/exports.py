"""What leaves for a spreadsheet must stay what it is: text that looks like a formula stays text.

A cell that begins with = + - @ tab or CR is run by spreadsheets as a formula. An apostrophe in
front makes it text again. Numbers are left alone, negative ones too.
Source: OWASP, "CSV injection".
"""

from __future__ import annotations

import re
from typing import TypeVar

# The last four are the full-width forms, which spreadsheets of some languages read alike.
STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - meant.
T = TypeVar("T")
NUMBER = re.compile(r"[+-]?(\d+(,\d{3})*(\.\d*)?|\.\d+)([eE][+-]?\d+)?%?")


def neutral(value: T) -> T | str:
    """The value as a spreadsheet may safely hold it; only text that would run is changed."""
    if not isinstance(value, str) or not value.lstrip(" ").startswith(STARTERS):
        return value
    return value if NUMBER.fullmatch(value) else f"'{value}"


def as_it_was(text: str) -> str:
    """A text that `neutral` made safe, without the apostrophe in front of it."""
    plain = text.removeprefix("'")
    return plain if plain != text and neutral(plain) == text else text
