"""What tickets become in the record: the columns of escalations, and what their events say.

A column that says the same in every row is one value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any, TypeAlias

import numpy as np

from db.imports.mapping import STAGES, EscalationMapping
from db.imports.rows import ENDS
from db.imports.tickets import Tickets
from db.rules.escalations import JUST_ABOVE
from db.rules.replays import ASKED_FACTS, END_FACTS, facts_line, facts_lines
from db.rules.tallies import Ints
from db.rules.timelines import NEVER, Flags, Timelines
from db.rules.words import EscalationClass, EscalationReason, EscalationState, LimitKind

Column: TypeAlias = Sequence[Any]

STATES = {
    "asked": EscalationState.WAITING,
    "acknowledged": EscalationState.ACKNOWLEDGED,
    "with_customer": EscalationState.WITH_CUSTOMER,
    "resolved": EscalationState.RESOLVED,
    "left": EscalationState.LEFT,
    "withdrawn": EscalationState.WITHDRAWN,
}
CLASSES = {
    EscalationReason.NO_RULE: EscalationClass.NO_RULE,
    EscalationReason.NO_RESPONSE: EscalationClass.NO_RESPONSE,
    EscalationReason.NEEDS_INFORMATION: EscalationClass.NO_RESPONSE,
    EscalationReason.UNSURE_OF_LIABILITY: EscalationClass.LIABILITY,
    EscalationReason.CUSTOMER_INSISTS: EscalationClass.CUSTOMER_INSISTED,
    EscalationReason.SAFETY: EscalationClass.SAFETY,
}
# The facts of an ask that are the same in many rows; the reference is added to each.
SHARED = tuple(name for name in ASKED_FACTS if name != "external_reference")


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """Escalations that are about to be written, in the order in which they will be.

    By the name that it has in the table, `same` holds each value that all of them share, and
    `values` the columns of the others; `last` is the place in `STAGES` of the last stage that
    each reached.
    """

    same: Mapping[str, object]
    values: Mapping[str, Column]
    moments: Mapping[str, Ints]
    last: Ints

    def __len__(self) -> int:
        """How many they are."""
        return int(self.last.size)

    def column(self, name: str) -> Column:
        """One value for each of them."""
        return self.values[name] if name in self.values else [self.same[name]] * len(self)

    def taken(self, rows: Ints) -> Written:
        """These rows, in this order."""
        places = rows.tolist()
        values = {name: [each[place] for place in places] for name, each in self.values.items()}
        moments = {stage: column[rows] for stage, column in self.moments.items()}
        return Written(self.same, values, moments, self.last[rows])

    def parts(self, rows: int) -> Iterator[Written]:
        """So many rows at once."""
        return (self._part(first, first + rows) for first in range(0, len(self), rows))

    def _part(self, first: int, end: int) -> Written:
        values = {name: column[first:end] for name, column in self.values.items()}
        moments = {stage: column[first:end] for stage, column in self.moments.items()}
        return Written(self.same, values, moments, self.last[first:end])

    @property
    def place_ids(self) -> Ints:
        """Where each was asked."""
        return np.array(self.column("place_id"), np.int64)

    @property
    def timelines(self) -> Timelines:
        """What they say about waits."""
        states = self.column("state")
        resolved, withdrawn = (
            np.fromiter((each is state for each in states), np.bool_, len(self))
            for state in (EscalationState.RESOLVED, EscalationState.WITHDRAWN)
        )
        asked, acknowledged, with_customer, ended, left, taken_back = (
            self.moments[stage] for stage in STAGES
        )
        return Timelines(asked, acknowledged, with_customer, ended, left, taken_back,
                         is_resolved=resolved, is_withdrawn=withdrawn)  # fmt: skip


def written(
    tickets: Tickets,
    mapping: EscalationMapping,
    *,
    place_ids: Column,
    problem_ids: Column,
    remedy_id: int | None,
) -> Written:
    """What the tickets become at these places."""
    limit = mapping.amounts.limit
    last = _last(tickets)
    values: dict[str, Column] = {
        "place_id": place_ids,
        "problem_id": problem_ids,
        "unanticipated_words": [
            "" if problem_id else words
            for problem_id, words in zip(problem_ids, tickets.words, strict=True)
        ],
        "reason": tickets.reasons,
        "escalation_class": _kept(
            lambda reason, asked: class_of(reason, asked, limit), tickets.reasons, tickets.asked
        ),
        "amount_asked": tickets.asked,
        "asked_currency": _where_there(tickets.asked, tickets.currencies),
        "state": _states(last, has_ended=mapping.stages.ended),
        "outcome": tickets.outcomes,
        "granted_remedy_id": [None if each is None else remedy_id for each in tickets.granted],
        "amount_granted": tickets.granted,
        "granted_currency": _where_there(tickets.granted, tickets.currencies),
        "external_reference": tickets.references,
    }
    shared = {name: each[0] for name, each in values.items() if each and _is_one(each)}
    same = shared | {
        "remedy_id": remedy_id,
        "limit_kind": None if limit is None else LimitKind.UP_TO,
        "limit_amount": limit,
        "source": mapping.source,
    }
    varied = {name: each for name, each in values.items() if name not in same}
    return Written(same, varied, tickets.moments, last)


def _is_one(column: Column) -> bool:
    return column.count(column[0]) == len(column)


def class_of(
    reason: EscalationReason, asked: Decimal | None, limit: Decimal | None
) -> EscalationClass:
    """The class of an imported escalation, with the limit that the mapping says held then."""
    if reason is not EscalationReason.OVER_MY_LIMIT:
        return CLASSES[reason]
    if asked is None or limit is None:
        return EscalationClass.ABOVE
    if asked <= limit:
        return EscalationClass.WITHIN_LIMIT
    return EscalationClass.JUST_ABOVE if asked <= limit * JUST_ABOVE else EscalationClass.ABOVE


def asked_facts(rows: Written) -> list[str]:
    """What the first event of each says beside its columns. The reference, which no other row
    has, comes last of the ask.
    """
    varied = {name: column for name, column in rows.values.items() if name in SHARED}
    begun = facts_lines(rows.same, varied, SHARED, rows=len(rows))
    lines = [
        f'{line[:-1]},"external_reference":{encode_basestring(reference)}}}'
        for line, reference in zip(begun, rows.column("external_reference"), strict=True)
    ]
    # Where nothing came after the ask, its event tells of the end too.
    alone = np.flatnonzero((rows.last == 0) & ~is_undated(rows)).tolist()
    if alone:
        ends = end_facts(rows)
        for place in alone:
            lines[place] = _joined(lines[place], ends[place])
    return lines


def is_undated(rows: Written) -> Flags:
    """Which ended at a moment that nobody kept."""
    found: Flags = rows.timelines.is_resolved & (rows.moments["resolved"] == NEVER)
    return found


def end_facts(rows: Written) -> list[str]:
    """What the last event of each says beside its columns."""
    return _kept(_ended, rows.column("granted_remedy_id"), is_undated(rows).tolist())


def _ended(granted_remedy_id: int | None, is_undated: bool) -> str:  # noqa: FBT001 - a value of a row.
    said = {"granted_remedy_id": granted_remedy_id, "is_undated": is_undated or None}
    return facts_line(said, (*END_FACTS, "is_undated"))


def _joined(first: str, second: str) -> str:
    """Two lines of facts as one."""
    return first if second == "{}" else f"{first[:-1]},{second[1:]}"


def _kept(of: Callable[..., Any], *columns: Column) -> list[Any]:
    """What is made of each row; rows that say the same are asked once."""
    keys = [*zip(*columns, strict=True)]
    answers = {key: of(*key) for key in {*keys}}
    return [answers[key] for key in keys]


def _where_there(amounts: Column, currencies: Column) -> Column:
    return [
        None if amount is None else currency
        for amount, currency in zip(amounts, currencies, strict=True)
    ]


def _last(tickets: Tickets) -> Ints:
    last = np.zeros(len(tickets), np.int64)
    for place, stage in enumerate(STAGES):
        last[tickets.moments[stage] != NEVER] = place
    return last


def _states(last: Ints, *, has_ended: bool) -> Column:
    """The state of each; rows without an end ended all the same where the mapping says so."""
    found = [
        EscalationState.RESOLVED if has_ended and stage not in ENDS else STATES[stage]
        for stage in STAGES
    ]
    return [found[place] for place in last.tolist()]
