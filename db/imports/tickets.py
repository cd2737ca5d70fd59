"""The tickets of a file as columns, before their places and problems are looked up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from itertools import chain

import numpy as np

from db.imports.mapping import STAGES, EscalationMapping
from db.imports.reports import RefusedRow
from db.imports.rows import Filed, Ticket
from db.imports.runs import FileFacts
from db.rules.tallies import Ints
from db.rules.timelines import NEVER, stamps
from db.rules.words import EscalationReason, Outcome


@dataclass(frozen=True, slots=True, eq=False)
class Tickets:
    """Rows that can be escalations: columns of one length, in the order of the file.

    `moments` holds each stage in microseconds of UTC since 1970, NEVER where it was not reached.
    """

    numbers: list[int]
    references: list[str]
    filed: list[Filed | None]
    titles: list[str]
    words: list[str]
    reasons: list[EscalationReason]
    asked: list[Decimal | None]
    granted: list[Decimal | None]
    currencies: list[str]
    outcomes: list[Outcome | None]
    moments: Mapping[str, Ints]

    def __len__(self) -> int:
        """How many they are."""
        return len(self.numbers)

    def taken(self, rows: Sequence[int]) -> Tickets:
        """These rows, in this order."""
        lists = {name: [getattr(self, name)[row] for row in rows] for name in LISTS}
        places = np.array(rows, dtype=np.int64)
        return Tickets(**lists, moments={each: self.moments[each][places] for each in STAGES})


LISTS = tuple(each.name for each in fields(Tickets) if each.name != "moments")


@dataclass(frozen=True, slots=True)
class TicketsRead:
    """A file that was read whole: its tickets, and the rows that cannot be one. `ambiguous`
    counts the local times that clocks showed twice.
    """

    facts: FileFacts
    mapping: EscalationMapping
    ambiguous: int
    tickets: Tickets
    refused: tuple[RefusedRow, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """So many rows of a file: their tickets, and those that cannot be one. What `facts` and
    `ambiguous` count, they count from the beginning of the file.
    """

    facts: FileFacts
    ambiguous: int
    tickets: Tickets
    refused: tuple[RefusedRow, ...]


def tickets_of(rows: Sequence[Ticket]) -> Tickets:
    """The columns of tickets that were read one by one."""
    return Tickets(
        numbers=[each.number for each in rows],
        references=[each.reference for each in rows],
        filed=[each.filed for each in rows],
        titles=[each.title for each in rows],
        words=[each.words for each in rows],
        reasons=[each.reason for each in rows],
        asked=[each.amounts.asked for each in rows],
        granted=[each.amounts.granted for each in rows],
        currencies=[each.amounts.currency for each in rows],
        outcomes=[each.outcome for each in rows],
        moments={stage: stamps([each.moments.get(stage) for each in rows]) for stage in STAGES},
    )


def joined(parts: Iterable[Tickets]) -> Tickets:
    """Tickets one after another."""
    given = [*parts]
    lists = {name: [*chain.from_iterable(getattr(each, name) for each in given)] for name in LISTS}
    nothing = np.zeros(0, np.int64)
    moments = {
        stage: np.concatenate([nothing, *(each.moments[stage] for each in given)])
        for stage in STAGES
    }
    return Tickets(**lists, moments=moments)


def in_order(tickets: Tickets) -> Tickets:
    """The same in the order of the file."""
    return tickets.taken(np.argsort(np.array(tickets.numbers), kind="stable").tolist())


def reached(tickets: Tickets) -> dict[str, bool]:
    """Which stages any of them reached."""
    return {stage: bool((column != NEVER).any()) for stage, column in tickets.moments.items()}
