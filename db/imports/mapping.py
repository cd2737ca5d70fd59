"""The mapping: a TOML file that says which column of another system means what here."""

from __future__ import annotations

import codecs
from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from db.imports.columns import columns_in
from db.rules.words import CauseClass, EscalationReason, Fault, Outcome, PlaceKind

Columns = tuple[str, ...]
# The stages in the order in which their moments must stand; the last three end an escalation.
STAGES = ("asked", "acknowledged", "with_customer", "resolved", "left", "withdrawn")


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"“{name}” is not an IANA time zone such as Europe/Lisbon") from None
    return name


def _known_encoding(name: str) -> str:
    try:
        codecs.lookup(name)
    except LookupError:
        raise ValueError(f"“{name}” is not an encoding such as utf-8 or cp1252") from None
    return name


def _as_columns(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Zone = Annotated[str, AfterValidator(_known_zone)]
Given = Annotated[str, Field(min_length=1)]


class Part(BaseModel):
    """What every table of a mapping shares: an unknown key is a mistake, not a wish."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FilePart(Part):
    """How the file is written. `sheet` is the name of an XLSX sheet; empty means the first."""

    encoding: Annotated[str, AfterValidator(_known_encoding)] = "utf-8"
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    sheet: str = ""


class RowsPart(Part):
    """`blank` are the words that mean "nothing", in every column; `only` keeps the rows that
    have exactly these values, and leaves the others out without calling them refused.
    """

    blank: Columns = ("",)
    only: dict[str, str] = {}


class TimePart(Part):
    """How moments are written. `format` is `iso` or a format of Python's strptime; a moment with
    an offset of its own needs no zone. `ambiguous` says which of two moments is meant when
    clocks were put back.
    """

    format: Given = "iso"
    zone: Zone = "UTC"
    zone_column: str = ""
    ambiguous: Literal["earlier", "later", "refuse"] = "earlier"


class BelowPart(Part):
    """One level further down, by a column. `table` leads from a value to the code or name of a
    place; a value that is not in it is looked for by `code`, then by `name`.
    """

    column: Given
    kind: PlaceKind = PlaceKind.TEAM
    create: bool = False
    name: Given = "{value}"
    code: str = "{value}"
    table: dict[str, str] = {}
    when_blank: Literal["stay", "refuse"] = "refuse"


class PlacePart(Part):
    """Where the rows are filed: the place with this code or name, made when `create` says so."""

    name: Given
    code: str = ""
    kind: PlaceKind = PlaceKind.OFFICE
    create: bool = False
    organisation: str = ""
    zone: Zone | Literal[""] = ""
    currency: Annotated[str, Field(pattern="^([A-Z]{3})?$")] = ""
    country: Annotated[str, Field(pattern="^([A-Z]{2})?$")] = ""
    below: BelowPart | None = None


class StagesPart(Part):
    """The column of each moment; of several, the first that is not blank is taken. `ended` says
    that rows without an end did end, at a moment that nobody kept: they count in no wait.
    """

    asked: Columns
    acknowledged: Columns = ()
    with_customer: Columns = ()
    resolved: Columns = ()
    left: Columns = ()
    withdrawn: Columns = ()
    ended: bool = False

    @model_validator(mode="before")
    @classmethod
    def _one_or_several(cls, given: Any) -> Any:
        if isinstance(given, dict):
            return {key: _as_columns(value) for key, value in given.items()}
        return given

    @model_validator(mode="after")
    def _asked_is_known(self) -> StagesPart:
        if not any(self.asked):
            raise ValueError("“asked” names no column; a wait begins with the ask")
        return self


class ProblemPart(Part):
    """Which problem a value stands for: by `table`, else by the title that `title` makes.

    A title that is not in the playbook is written into it when `create` says so. What remains is
    unanticipated, with the words that `words` makes.
    """

    column: str = ""
    table: dict[str, str] = {}
    title: str = ""
    create: bool = False
    words: str = "{value}"
    cause: CauseClass = CauseClass.OUR_PROCESS
    fault: Fault = Fault.NOBODY
    likelihood: Annotated[int, Field(ge=1, le=5)] = 3
    impact: Annotated[int, Field(ge=1, le=5)] = 3


class ReasonPart(Part):
    """Why a manager was asked for: one `constant`, or a column and what its values stand for."""

    constant: EscalationReason | None = None
    column: str = ""
    table: dict[str, EscalationReason] = {}

    @model_validator(mode="after")
    def _one_of_both(self) -> ReasonPart:
        if not self.column and self.constant is None:
            raise ValueError("give either “constant” or “column”")
        return self


class AmountsPart(Part):
    """What was asked and granted. `limit` is what the asker might have given on their own."""

    asked: str = ""
    granted: str = ""
    currency: Annotated[str, Field(pattern="^([A-Z]{3})?$")] = ""
    currency_column: str = ""
    limit: Annotated[Decimal, Field(gt=0)] | None = None
    remedy: str = ""

    @model_validator(mode="after")
    def _amounts_have_a_currency(self) -> AmountsPart:
        if (self.asked or self.granted) and not (self.currency or self.currency_column):
            raise ValueError("an amount needs “currency” or “currency_column”")
        return self


class OutcomePart(Part):
    """How it ended for the customer; values that are not in the table leave it unsaid."""

    column: Given
    table: dict[str, Outcome]


class EscalationMapping(Part):
    """How the tickets of another system become escalations."""

    source: Given
    reference: str = ""
    file: FilePart = FilePart()
    rows: RowsPart = RowsPart()
    time: TimePart = TimePart()
    place: PlacePart
    stages: StagesPart
    problem: ProblemPart = ProblemPart()
    reason: ReasonPart
    amounts: AmountsPart = AmountsPart()
    outcome: OutcomePart | None = None

    def columns(self) -> set[str]:
        """Every column that the mapping names."""
        stages = {column for each in STAGES for column in getattr(self.stages, each)}
        named = {self.reference, self.time.zone_column, self.problem.column, self.reason.column}
        named |= {self.amounts.asked, self.amounts.granted, self.amounts.currency_column}
        named |= {self.outcome.column} if self.outcome else set()
        named |= columns_in(self.problem.words) | columns_in(self.problem.title)
        return named | stages | set(self.rows.only) | place_columns(self.place)


class ContactMapping(Part):
    """How another system's daily counts become contacts served. `format` as in `[time]`."""

    source: Given
    file: FilePart = FilePart()
    rows: RowsPart = RowsPart()
    place: PlacePart
    day: Given
    contacts: Given
    format: Given = "iso"

    def columns(self) -> set[str]:
        """Every column that the mapping names."""
        return {self.day, self.contacts} | set(self.rows.only) | place_columns(self.place)


def place_columns(place: PlacePart) -> set[str]:
    """Every column that says where a row is filed."""
    if place.below is None:
        return set()
    below = place.below
    return {below.column} | columns_in(below.name) | columns_in(below.code)
