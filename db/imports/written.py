"""What a ticket becomes in the record: one escalation, and one event for each stage it reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from json.encoder import encode_basestring
from operator import attrgetter
from typing import NamedTuple

from db.imports.mapping import EscalationMapping
from db.imports.rows import ENDS, Ticket
from db.rules.escalations import JUST_ABOVE
from db.rules.holdings import Moments
from db.rules.replays import ASKED_FACTS, END_FACTS, facts_line
from db.rules.words import (
    EscalationClass,
    EscalationReason,
    EscalationState,
    EventKind,
    LimitKind,
    Outcome,
)

STATES = {
    "asked": EscalationState.WAITING,
    "acknowledged": EscalationState.ACKNOWLEDGED,
    "with_customer": EscalationState.WITH_CUSTOMER,
    "resolved": EscalationState.RESOLVED,
    "left": EscalationState.LEFT,
    "withdrawn": EscalationState.WITHDRAWN,
}
EVENTS = {
    "asked": EventKind.ASKED,
    "acknowledged": EventKind.ACKNOWLEDGED,
    "with_customer": EventKind.WITH_CUSTOMER,
    "resolved": EventKind.RESOLVED,
    "left": EventKind.CUSTOMER_LEFT,
    "withdrawn": EventKind.WITHDRAWN,
}
UNDATED = "The file does not say when."
CLASSES = {
    EscalationReason.NO_RULE: EscalationClass.NO_RULE,
    EscalationReason.NO_RESPONSE: EscalationClass.NO_RESPONSE,
    EscalationReason.NEEDS_INFORMATION: EscalationClass.NO_RESPONSE,
    EscalationReason.UNSURE_OF_LIABILITY: EscalationClass.LIABILITY,
    EscalationReason.CUSTOMER_INSISTS: EscalationClass.CUSTOMER_INSISTED,
    EscalationReason.SAFETY: EscalationClass.SAFETY,
}
# So many lines of facts are kept to be written again.
LINES = 50_000


class EscalationRow(NamedTuple):
    """The columns of an imported escalation; those that are not named keep their defaults."""

    place_id: int
    problem_id: int | None
    unanticipated_words: str
    reason: EscalationReason
    escalation_class: EscalationClass
    remedy_id: int | None
    amount_asked: Decimal | None
    asked_currency: str | None
    limit_kind: LimitKind | None
    limit_amount: Decimal | None
    state: EscalationState
    asked_at: datetime
    acknowledged_at: datetime | None
    with_customer_at: datetime | None
    resolved_at: datetime | None
    left_at: datetime | None
    withdrawn_at: datetime | None
    outcome: Outcome | None
    granted_remedy_id: int | None
    amount_granted: Decimal | None
    granted_currency: str | None
    source: str
    external_reference: str


MOMENTS = tuple(each.name for each in fields(Moments))
_moments = attrgetter(*MOMENTS)


def moments_of(row: EscalationRow) -> Moments:
    """What the row says about waits."""
    return Moments(*_moments(row))


class EventRow(NamedTuple):
    """The columns of an event of an import."""

    escalation_id: int
    sequence: int
    kind: EventKind
    at: datetime
    outcome: Outcome | None
    amount: Decimal | None
    currency: str | None
    note: str
    facts: str


def row_of(
    ticket: Ticket,
    mapping: EscalationMapping,
    place_id: int,
    problem_id: int | None,
    remedy_id: int | None,
) -> EscalationRow:
    """What the ticket becomes at this place."""
    moments, amounts, limit = ticket.moments, ticket.amounts, mapping.amounts.limit
    asked, granted = amounts.asked, amounts.granted
    moment = moments.get
    return EscalationRow(
        place_id,
        problem_id,
        "" if problem_id else ticket.words,
        ticket.reason,
        class_of(ticket.reason, asked, limit),
        remedy_id,
        asked,
        None if asked is None else amounts.currency,
        None if limit is None else LimitKind.UP_TO,
        limit,
        _state(moments, has_ended=mapping.stages.ended),
        moments["asked"],
        moment("acknowledged"),
        moment("with_customer"),
        moment("resolved"),
        moment("left"),
        moment("withdrawn"),
        ticket.outcome,
        None if granted is None else remedy_id,
        granted,
        None if granted is None else amounts.currency,
        mapping.source,
        ticket.reference,
    )


def _state(moments: dict[str, datetime], *, has_ended: bool) -> EscalationState:
    if has_ended and ENDS.isdisjoint(moments):
        return EscalationState.RESOLVED
    return STATES[next(reversed(moments))]


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


class EventWriter:
    """Tells what happened to escalations; lines of facts that come again are kept."""

    def __init__(self) -> None:
        """Begin with nothing kept."""
        self._lines: dict[tuple[object, ...], str] = {}

    def events(self, ticket: Ticket, row: EscalationRow, escalation_id: int) -> Iterator[EventRow]:
        """One event for each stage that was reached, numbered from 1. An end of which the file
        says only that it came is an event too, which says so; the last event tells what was
        granted.
        """
        stages = [(EVENTS[stage], moment) for stage, moment in ticket.moments.items()]
        is_undated = row.state is EscalationState.RESOLVED and row.resolved_at is None
        if is_undated:
            stages.append((EventKind.RESOLVED, stages[-1][1]))
        last = len(stages)
        for sequence, (kind, moment) in enumerate(stages, start=1):
            facts = self._asked(row) if sequence == 1 else ""
            if sequence < last:
                yield EventRow(escalation_id, sequence, kind, moment, None, None, None, "", facts)
                continue
            yield EventRow(
                escalation_id, sequence, kind, moment, row.outcome, row.amount_granted,
                row.granted_currency, UNDATED if is_undated else "",
                _joined(facts, self._ended(row, is_undated=is_undated)),
            )  # fmt: skip

    def _asked(self, row: EscalationRow) -> str:
        """What was asked; the reference, which no other row has, comes last."""
        key = row[:10]
        line = self._lines.get(key)
        if line is None:
            named = row._asdict() | {"external_reference": None}
            line = self._kept(key, facts_line(named, ASKED_FACTS))
        return f'{line[:-1]},"external_reference":{encode_basestring(row.external_reference)}}}'

    def _ended(self, row: EscalationRow, *, is_undated: bool) -> str:
        key = (row.granted_remedy_id, is_undated)
        line = self._lines.get(key)
        if line is None:
            undated = {"is_undated": True} if is_undated else {}
            line = self._kept(key, facts_line(row._asdict() | undated, (*END_FACTS, *undated)))
        return line

    def _kept(self, key: tuple[object, ...], line: str) -> str:
        if len(self._lines) >= LINES:
            self._lines.clear()
        self._lines[key] = line
        return line


def _joined(first: str, second: str) -> str:
    """Two lines of facts as one."""
    if not first or second == "{}":
        return first or second
    return f"{first[:-1]},{second[1:]}"
