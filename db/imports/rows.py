"""One row of another system's tickets, read as a mapping says: whole, or refused with the reason.

Nothing here asks the record: a row is judged by itself before any transaction begins.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from db.imports.clocks import Clock
from db.imports.columns import Kept, columns_in, fill, first_said, one_line
from db.imports.files import Row
from db.imports.mapping import STAGES, BelowPart, EscalationMapping, place_columns
from db.imports.reports import Unreadable
from db.rules.money import LARGEST, read_amount
from db.rules.places import currencies
from db.rules.refusals import Refusal
from db.rules.words import EscalationReason, Outcome

LONGEST_NAME, LONGEST_WORDS = 120, 2_000
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
ENDS = frozenset(STAGES[3:])


class Filed(NamedTuple):
    """Where a row belongs below the mapping's place: the value, and what a new place is called."""

    value: str
    name: str
    code: str


class Amounts(NamedTuple):
    """What was asked and granted, in the row's currency; None where nothing is said."""

    asked: Decimal | None
    granted: Decimal | None
    currency: str


class Ticket(NamedTuple):
    """One row that can be an escalation, before its place and problem are looked up.

    `moments` holds the stages that were reached, in UTC, in the order of `STAGES`.
    """

    number: int
    reference: str
    filed: Filed | None
    title: str
    words: str
    reason: EscalationReason
    moments: dict[str, datetime]
    amounts: Amounts
    outcome: Outcome | None


def read_filed(below: BelowPart | None, cells: Mapping[str, str]) -> Filed | None:
    """Where the row is filed below the mapping's place; None means at the place itself.

    Raises:
        Unreadable: the column is blank and the mapping does not say that such rows stay.
    """
    if below is None:
        return None
    value = words(below.column, cells[below.column], LONGEST_NAME)
    if not value and below.when_blank == "stay":
        return None
    if not value:
        raise Unreadable(below.column, "It is blank, so that it names no place.")
    named = words(below.column, fill(below.name, value, cells), LONGEST_NAME)
    return Filed(value, named or value, fill(below.code, value, cells) or value)


def reference_of(cells: Iterable[str]) -> str:
    """Without a reference the whole row is one: the same row twice is the same ticket."""
    return "row " + hashlib.sha256("\x1f".join(cells).encode()).hexdigest()[:32]


def words(column: str, text: str, longest: int) -> str:
    """The text on one line; `Unreadable` when it is too long or holds control characters."""
    if text.isalnum() and len(text) <= longest:
        return text
    plain = one_line(text)
    if CONTROL.search(plain):
        raise Unreadable(column, "It holds a control character that no text should have.")
    if len(plain) > longest:
        raise Unreadable(column, f"It has {len(plain):,} characters and {longest:,} are the most.")
    return plain


class TicketReader:
    """Reads rows by one mapping; `clock` counts the ambiguous local times among them."""

    def __init__(self, mapping: EscalationMapping, now: datetime) -> None:
        """Read moments against `now`: what lies after it cannot have happened."""
        self.mapping = mapping
        self.clock = Clock(mapping.time, now)
        self._blank = frozenset(mapping.rows.blank)
        self._columns = tuple(sorted(mapping.columns() - {""}))
        self.stages = tuple(
            (stage, getattr(mapping.stages, stage))
            for stage in STAGES
            if getattr(mapping.stages, stage)
        )
        part, amounts = mapping.problem, mapping.amounts
        named = {part.column} | columns_in(part.title) | columns_in(part.words)
        outcomes = {mapping.outcome.column} if mapping.outcome else set[str]()
        self.problem = Kept(named, self._problem)
        self.filed = Kept(place_columns(mapping.place), self._filed)
        self.amounts = Kept(
            {amounts.asked, amounts.granted, amounts.currency_column}, self._amounts
        )
        self.reason = Kept({mapping.reason.column}, self._reason)
        self.outcome = Kept(outcomes, self._outcome)

    def read(self, row: Row) -> Ticket:
        """The row as a ticket; raises `Unreadable` with the column and the reason."""
        if row.flaw:
            raise Unreadable("", row.flaw)
        given, blank = row.cells, self._blank
        cells = {name: "" if given[name] in blank else given[name] for name in self._columns}
        title, said = self.problem(cells)
        return Ticket(
            row.number,
            self._reference(row, cells),
            self.filed(cells),
            title,
            said,
            self.reason(cells),
            self._moments(cells),
            self.amounts(cells),
            self.outcome(cells),
        )

    def _filed(self, cells: Mapping[str, str]) -> Filed | None:
        return read_filed(self.mapping.place.below, cells)

    def _reference(self, row: Row, cells: dict[str, str]) -> str:
        column = self.mapping.reference
        if not column:
            return reference_of(row.cells.values())
        reference = words(column, cells[column], LONGEST_NAME)
        if not reference:
            raise Unreadable(column, "The reference is blank.")
        return reference

    def _problem(self, cells: Mapping[str, str]) -> tuple[str, str]:
        """The title of the problem, or nothing and the words of an unanticipated one."""
        part = self.mapping.problem
        value = cells[part.column] if part.column else ""
        title = part.table.get(value, "")
        if not title and part.title and value:
            title = fill(part.title, value, cells)
        title = words(part.column, title, LONGEST_NAME)
        said = words(part.column, fill(part.words, value, cells), LONGEST_WORDS)
        return title, said or f"Imported from {self.mapping.source} without words"

    def _reason(self, cells: Mapping[str, str]) -> EscalationReason:
        part = self.mapping.reason
        found = part.table.get(cells[part.column]) if part.column else None
        found = found or part.constant
        if found is None:
            value = cells[part.column][:60]
            raise Unreadable(part.column, f"“{value}” is not in the mapping's table of reasons.")
        return found

    def _moments(self, cells: dict[str, str]) -> dict[str, datetime]:
        found: dict[str, datetime] = {}
        zone = self.clock.zone_of(cells)
        before = ""
        last: datetime | None = None
        for stage, columns in self.stages:
            column = first_said(columns, cells)
            if not column:
                continue
            if before in ENDS:
                raise Unreadable(column, f"It is both {before} and {stage}; one can be true.")
            moment = self.clock.read(column, cells[column], zone, not_before=last)
            if last is not None and moment < last:
                raise Unreadable(
                    column, f"The times are in the wrong order: {stage} is before {before}."
                )
            found[stage], before, last = moment, stage, moment
        if "asked" not in found:
            raise Unreadable(self.mapping.stages.asked[0], "There is no time at which it began.")
        return found

    def _amounts(self, cells: Mapping[str, str]) -> Amounts:
        part = self.mapping.amounts
        currency = (cells[part.currency_column] if part.currency_column else "") or part.currency
        if currency and currency not in currencies():
            raise Unreadable(part.currency_column, f"“{currency[:20]}” is not an ISO currency.")
        asked = _amount(part.asked, cells, currency)
        granted = _amount(part.granted, cells, currency, may_be_none=True)
        return Amounts(asked, granted, currency)

    def _outcome(self, cells: Mapping[str, str]) -> Outcome | None:
        part = self.mapping.outcome
        return part.table.get(cells[part.column]) if part else None


def _amount(
    column: str, cells: Mapping[str, str], currency: str, *, may_be_none: bool = False
) -> Decimal | None:
    """The amount in a cell; zero is an amount only of what was granted."""
    text = cells[column] if column else ""
    if not text:
        return None
    if not currency:
        raise Unreadable(column, "The amount has no currency.")
    if may_be_none and _is_zero(text):
        return Decimal(0)
    try:
        return read_amount(_plain(text), currency)
    except Refusal as refusal:
        raise Unreadable(column, str(refusal)) from None


def _plain(text: str) -> str:
    """Without trailing zeros, so that 100.000 dollars of another system are 100 dollars."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return text
    return f"{amount.normalize():f}" if amount.is_finite() and abs(amount) <= LARGEST else text


def _is_zero(text: str) -> bool:
    try:
        return Decimal(text) == 0
    except InvalidOperation:
        return False
