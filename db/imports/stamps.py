"""Times written in digits, read a column at once.

Most columns of times have one shape from the first row to the last. Those are read by the places
of their digits; whatever looks otherwise is left to `db.imports.clocks`, which reads a text at a
time and says what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from db.rules.offsets import DAY, HOUR
from db.rules.tallies import Ints
from db.rules.timelines import NEVER, SECOND, Flags

Signs = NDArray[np.int32]

# One sign more than the longest time has.
LONGEST = 33
# So many ways to write a time of one length are tried; what is left is read one by one.
SHAPES = 8
ISO = re.compile(
    r"(?P<Y>0000)-(?P<m>00)-(?P<d>00)"
    r"(?:[T ](?P<H>00):(?P<M>00)(?::(?P<S>00)(?:\.(?P<f>0{1,6}))?)?"
    r"(?P<zone>Z|[+-](?P<h>00):(?P<n>00))?)?"
)
DIRECTIVE = re.compile(r"%(.)")
WIDTHS = {"Y": 4, "m": 2, "d": 2, "H": 2, "M": 2, "S": 2}
ZERO, NINE, MINUS, PLUS = (ord(sign) for sign in "09-+")
HOURS, MINUTES = 24, 60
# Days of the months before each, in a year that is no leap year.
BEFORE = np.array([0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334])
LENGTHS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
FEBRUARY, DAYS_BEFORE_1970 = 2, 719_162


class Shape(NamedTuple):
    """Where the digits of each part stand in a text, and what stands between them."""

    text: str
    parts: dict[str, slice]
    has_zone: bool


class Stamped(NamedTuple):
    """A column that was read: microseconds since 1970 as written, how far the text itself says
    the clock was ahead of UTC, and which texts were read and say that at all.
    """

    written: Ints
    ahead: Ints
    is_read: Flags
    has_zone: Flags


def stamps_of(texts: Sequence[str], shape: str) -> Stamped:
    """The column in the format of a mapping; blank texts are read as NEVER."""
    signs = _signs(texts)
    lengths = (signs != 0).sum(axis=1)
    found = Stamped(
        np.full(len(texts), NEVER), np.zeros(len(texts), np.int64),
        lengths == 0, np.zeros(len(texts), np.bool_),
    )  # fmt: skip
    for length in np.unique(lengths[lengths > 0]).tolist():
        rows = np.flatnonzero(lengths == length)
        for _ in range(SHAPES):
            if not rows.size:
                break
            told = _shape_of(texts[int(rows[0])], shape)
            if told is not None and len(told.text) == length:
                _read(found, signs[rows, :length], rows, told)
            rows = rows[1:][~found.is_read[rows[1:]]]
    return found


def _signs(texts: Sequence[str]) -> Signs:
    """The texts as rows of code points; what is too long to be a time is cut, and then no time."""
    column = np.array(texts, dtype=f"<U{LONGEST}")
    return column.view(np.int32).reshape(len(texts), LONGEST)


def _shape_of(text: str, shape: str) -> Shape | None:
    """The shape of a text in ISO 8601, or of a format; None where digits have no fixed places."""
    if shape != "iso":
        return _shape_of_format(shape)
    zeros = re.sub(r"[0-9]", "0", text)
    found = ISO.fullmatch(zeros)
    if found is None:
        return None
    parts = {name: slice(*found.span(name)) for name in found.groupdict() if found[name]}
    return Shape(zeros, parts, parts.pop("zone", None) is not None)


def _shape_of_format(shape: str) -> Shape | None:
    names = DIRECTIVE.findall(shape)
    if len(names) != len({*names}) or not {"Y", "m", "d"} <= {*names} <= WIDTHS.keys():
        return None
    text, parts = "", {}
    for piece in re.split(r"(%.)", shape):
        if not piece.startswith("%"):
            text += piece
            continue
        parts[piece[1]] = slice(len(text), len(text) + WIDTHS[piece[1]])
        text += "0" * WIDTHS[piece[1]]
    return (
        None
        if any(sign.isdigit() or sign.isspace() for sign in _between(shape))
        else Shape(text, parts, has_zone=False)
    )


def _between(shape: str) -> str:
    """What a format has between its parts, without the one space that may part day and time."""
    return DIRECTIVE.sub("", shape).replace(" ", "", 1)


def _read(found: Stamped, signs: Signs, rows: Ints, shape: Shape) -> None:
    """Read the rows that have the shape to the last sign."""
    is_digit = np.array([sign == "0" for sign in shape.text])
    digits = signs - ZERO
    fits = ((digits >= 0) & (digits <= NINE - ZERO))[:, is_digit].all(axis=1)
    same = np.array([ord(sign) for sign in shape.text])
    is_sign = np.isin(same, (PLUS, MINUS)) & np.array(_is_offset(shape))
    fits &= ((signs == same) | is_sign)[:, ~is_digit].all(axis=1)
    fits &= np.isin(signs[:, is_sign], (PLUS, MINUS)).all(axis=1)
    value = {name: _number(digits[:, place]) for name, place in shape.parts.items()}
    moment, is_time = _moment(value, fits.size, len(shape.text[shape.parts.get("f", slice(0))]))
    ahead = HOUR * value.get("h", 0) + MINUTES * value.get("n", 0)
    if is_sign.any():
        ahead = np.where(signs[:, is_sign][:, 0] == MINUS, -ahead, ahead)
        is_time &= (value["h"] < HOURS) & (value["n"] < MINUTES)
    fits &= is_time
    found.written[rows[fits]] = moment[fits]
    found.ahead[rows] = ahead
    found.is_read[rows] = fits
    found.has_zone[rows] = shape.has_zone


def _is_offset(shape: Shape) -> list[bool]:
    """Which signs of the text stand where an offset says ahead or behind."""
    place = shape.parts["h"].start - 1 if "h" in shape.parts else -1
    return [number == place for number in range(len(shape.text))]


def _number(digits: Signs) -> Ints:
    powers = 10 ** np.arange(digits.shape[1])[::-1]
    return (digits @ powers).astype(np.int64)


def _moment(value: dict[str, Ints], rows: int, fraction: int) -> tuple[Ints, Flags]:
    """Microseconds since 1970 of days and times in the proleptic calendar, and which there are."""
    nothing = np.zeros(rows, np.int64)
    year, month, day = (value[name] for name in "Ymd")
    hour, minute, second = (value.get(name, nothing) for name in "HMS")
    is_leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    known = np.where((month >= 1) & (month < BEFORE.size), month, 0)
    longest = LENGTHS[known] + (is_leap & (month == FEBRUARY))
    is_time = (year >= 1) & (day >= 1) & (day <= longest)
    is_time &= (hour < HOURS) & (minute < MINUTES) & (second < MINUTES)
    past = year - 1
    days = 365 * past + past // 4 - past // 100 + past // 400
    days += BEFORE[known] + (is_leap & (month > FEBRUARY)) + day - 1
    seconds = (days - DAYS_BEFORE_1970) * DAY + HOUR * hour + MINUTES * minute + second
    return seconds * SECOND + value.get("f", nothing) * 10 ** (6 - fraction), is_time
