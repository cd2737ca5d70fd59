"""What a change adds to holdings, and takes from them: which cell of which piece, and how much."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from db.open_times import COLUMNS
from db.rules import holdings as rules
from db.rules.holdings import Moments
from db.rules.words import EscalationClass, HoldingKind, Stage, WaitClock

Piece: TypeAlias = tuple[HoldingKind, int, int]
Office: TypeAlias = tuple[int, ZoneInfo]
MOMENTS = tuple(each.name for each in fields(Moments))
# The columns of an escalation that holdings are made of.
ASK_COLUMNS = (
    "place_id", "escalation_class", "source", "is_complete", *MOMENTS, *COLUMNS.values(),
)  # fmt: skip
GIFT_COLUMNS = ("place_id", "given_at", "escalation_id")
PROMISE_COLUMNS = (
    "place_id", "ends_at", "kept_at", "broke_at", "closed_at", "times_promised",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """An escalation as far as holdings go; `times` is -1 to take it back.

    `open_waits` are the seconds of opening hours until each stage, in the order of `Stage`.
    """

    place_id: int
    escalation_class: EscalationClass
    moments: Moments
    open_waits: tuple[int | None, ...] = (None,) * len(Stage)
    is_imported: bool = False
    is_complete: bool | None = None
    times: int = 1


@dataclass(frozen=True, slots=True)
class Served:
    """So many contacts more, or fewer, of a place on a day."""

    place_id: int
    served_on: date
    contacts: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A gift, or a promise that is closed: the cells of a week in which it counts."""

    place_id: int
    kind: HoldingKind
    at: datetime
    cells: tuple[int, ...]
    times: int = 1


@dataclass(slots=True)
class Sums:
    """What is to be added: to cells of pieces, and to waits of weeks."""

    by_cell: defaultdict[Piece, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    by_wait: defaultdict[Piece, Counter[tuple[int, int]]] = field(
        default_factory=lambda: defaultdict(Counter)
    )

    def add(self, kind: HoldingKind, office_id: int, *, week: int, cell: int, number: int) -> None:
        """Add to one cell of a week."""
        piece, row = rules.piece_and_row(kind, week)
        self.by_cell[kind, office_id, piece][row * rules.PER_WEEK[kind] + cell] += number

    def pieces(self) -> list[Piece]:
        """The pieces that change at all, in one order for everybody."""
        cells = [key for key, numbers in self.by_cell.items() if any(numbers.values())]
        return sorted(cells + [key for key, times in self.by_wait.items() if any(times.values())])


def asked_of(row: Mapping[str, Any], *, times: int = 1) -> Asked:
    """What holdings count of an escalation with these columns; see `ASK_COLUMNS`."""
    return Asked(
        row["place_id"],
        row["escalation_class"],
        Moments(*(row[name] for name in MOMENTS)),
        tuple(row.get(name) for name in COLUMNS.values()),
        is_imported=bool(row.get("source")),
        is_complete=row.get("is_complete"),
        times=times,
    )


def gift_of(row: Mapping[str, Any]) -> Ended | None:
    """A gift within one's own authority; what a manager gave belongs to its ask."""
    if row["escalation_id"] is not None:
        return None
    cells = (int(rules.OutcomeCell.GIFTS),)
    return Ended(row["place_id"], HoldingKind.OUTCOMES, row["given_at"], cells)


def promise_of(row: Mapping[str, Any], *, times: int = 1) -> Ended | None:
    """A promise, once it is closed: nothing can change it any more."""
    if row["closed_at"] is None:
        return None
    cells = rules.promise_cells(row["kept_at"], row["broke_at"], row["times_promised"])
    decided_at = row["broke_at"] or row["ends_at"]
    return Ended(row["place_id"], HoldingKind.PROMISES, decided_at, tuple(cells), times)


def add_ask(sums: Sums, ask: Asked, office: Office) -> None:
    """Add one ask of an office: its day, class and hour, and the waits that are settled."""
    office_id, zone = office
    local = ask.moments.asked_at.astimezone(zone)
    week, weekday = divmod((local.date() - rules.FIRST_MONDAY).days, rules.DAYS)
    cells = (rules.ASKS + weekday, rules.BY_CLASS + rules.CLASS_PLACE[ask.escalation_class])
    for cell in cells:
        sums.add(HoldingKind.DAYS, office_id, week=week, cell=cell, number=ask.times)
    hour = 24 * weekday + local.hour
    sums.add(HoldingKind.HOURS, office_id, week=week, cell=hour, number=ask.times)
    for cell in rules.outcome_cells(
        ask.moments, is_imported=ask.is_imported, is_complete=ask.is_complete
    ):
        sums.add(HoldingKind.OUTCOMES, office_id, week=week, cell=cell, number=ask.times)
    came = rules.settled_came(ask.moments)
    if came is not None:
        sums.by_wait[HoldingKind.UNTIL_CAME, office_id, week][came] += ask.times
    for stage, seconds in zip(Stage, ask.open_waits, strict=True):
        wait = rules.settled_wait(ask.moments, stage)
        if wait is None:
            continue
        in_hours = rules.settled_open_wait(ask.moments, stage, seconds)
        for clock, length in ((WaitClock.WALL, wait), (WaitClock.OPEN, in_hours or wait)):
            sums.by_wait[rules.WAITS[clock, stage], office_id, week][length] += ask.times


def add_served(sums: Sums, day: Served, office: Office) -> None:
    """Add the contacts of one day."""
    week, weekday = divmod((day.served_on - rules.FIRST_MONDAY).days, rules.DAYS)
    cell = rules.CONTACTS + weekday
    sums.add(HoldingKind.DAYS, office[0], week=week, cell=cell, number=day.contacts)


def add_ended(sums: Sums, ended: Ended, office: Office) -> None:
    """Add a gift or a closed promise to its week."""
    week = rules.week_number(ended.at.astimezone(office[1]).date())
    for cell in ended.cells:
        sums.add(ended.kind, office[0], week=week, cell=cell, number=ended.times)
