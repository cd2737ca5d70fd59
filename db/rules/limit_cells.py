"""One cell of a set of limits in words: `none`, `80`, `up to 80 SGD`, `unlimited until 2027-03-31`.

`no rule` is said for a rule that shall end, so that what is set above holds. A blank says nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from db.rules.money import PIECES, read_amount
from db.rules.places import currencies
from db.rules.refusals import Refusal
from db.rules.words import LimitKind

NOTHING = frozenset({"none", "nothing", "0"})
NONE_HERE = frozenset({"no rule", "as above"})
UP_TO = re.compile(r"(?:up to|upto|≤|<=)\s*(.*)", re.IGNORECASE)
UNLIMITED = re.compile(r"(?:unlimited|no upper limit)\b\s*(?:until|to|till)?\s*(.*)", re.IGNORECASE)
CODE = re.compile(r"^([A-Za-z]{3})(?![A-Za-z])|(?<![A-Za-z])([A-Za-z]{3})$")
IN_PIECES = re.compile(r"\s*(?:pcs|pieces?)\.?$", re.IGNORECASE)
DATES = ("%Y-%m-%d", "%d %b %Y", "%d %B %Y")
WAYS = "Write none, 80, up to 80, unlimited until 2027-03-31, or no rule."


@dataclass(frozen=True, slots=True)
class CellValue:
    """What a cell says: one of the three values, or (`kind` None) that no rule shall hold."""

    kind: LimitKind | None
    amount: Decimal | None = None
    until: datetime | None = None


NO_RULE = CellValue(None)


def read_cell(text: str, currency: str, zone: ZoneInfo, *, place_name: str) -> CellValue | None:
    """What the cell says; None for a blank. `currency` is what the remedy is counted in there.

    Raises:
        Refusal: it says none of the three values, or counts in another currency.
    """
    words = " ".join(text.split())
    small = words.casefold()
    if not words:
        return None
    if small in NONE_HERE:
        return NO_RULE
    if small in NOTHING:
        return CellValue(LimitKind.NONE)
    unlimited = UNLIMITED.fullmatch(words)
    if unlimited:
        return CellValue(LimitKind.UNLIMITED, until=_until(unlimited[1], zone))
    up_to = UP_TO.fullmatch(words)
    amount = up_to[1] if up_to else words
    if not amount:
        raise Refusal("“up to” needs an amount. A blank is not a limit.")
    return CellValue(LimitKind.UP_TO, _amount(amount, currency, place_name))


def _until(words: str, zone: ZoneInfo) -> datetime:
    if not words:
        raise Refusal(
            "Unlimited needs a date on which it ends, such as unlimited until 2027-03-31."
        )
    for form in DATES:
        day = _day(words.removesuffix(" 00:00:00").removesuffix("T00:00:00"), form)
        if day is not None:
            return datetime.combine(day, time(), zone).astimezone(UTC)
    raise Refusal(f"“{words}” is not a date. Write it as 2027-03-31.")


def _day(words: str, form: str) -> date | None:
    try:
        return datetime.strptime(words, form).date()  # noqa: DTZ007 - a day of the office's calendar
    except ValueError:
        return None


def _amount(words: str, currency: str, place_name: str) -> Decimal:
    if currency != PIECES and IN_PIECES.search(words):
        raise Refusal(f"This remedy is counted in {currency}, not in pieces. Write an amount.")
    code = next((group.upper() for group in _codes(words)), currency)
    if currency not in {PIECES, code} and code in currencies():
        raise Refusal(f"{code} is not used at {place_name}. Write the amount in {currency}.")
    try:
        return read_amount(IN_PIECES.sub("", words), currency)
    except Refusal as refusal:
        if "is not an amount" in str(refusal):
            raise Refusal(f"“{words}” is no value. {WAYS}") from None
        if "above zero" in str(refusal):
            raise Refusal("An amount must be above zero. Write none for no authority.") from None
        raise


def _codes(words: str) -> list[str]:
    return [group for found in CODE.finditer(words) for group in found.groups() if group]


def cell_words(
    kind: LimitKind, amount: Decimal | None, until: datetime | None, currency: str, zone: ZoneInfo
) -> str:
    """A value as the grid writes it, so that `read_cell` reads the same back."""
    if kind is LimitKind.NONE:
        return "none"
    if kind is LimitKind.UNLIMITED and until is not None:
        return f"unlimited until {until.astimezone(zone):%Y-%m-%d}"
    if amount is None:
        return ""
    shown = f"{amount.normalize():f}"
    return f"up to {shown} {currency}"
