"""The record from its events: what a reader of the events alone knows of an escalation.

An event holds who, when and what; `facts` holds the rest as one line of JSON: in the first event
what was asked and what was in force for the asker, with an end what was granted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import repeat
from typing import TYPE_CHECKING, Any

from db.rules.escalations import NEXT, OPEN_STATES, state_after
from db.rules.words import EscalationState, EventKind, Outcome, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# What is known from the ask on.
ASKED_FACTS = (
    "place_id",
    "problem_id",
    "unanticipated_words",
    "reason",
    "escalation_class",
    "remedy_id",
    "amount_asked",
    "asked_currency",
    "offered_already",
    "customer_hash",
    "limit_id",
    "limit_kind",
    "limit_amount",
    "source",
    "external_reference",
)
# What is known from the end on, beside the event's own columns.
END_FACTS = ("granted_remedy_id", "is_complete")
# With which ask the customer came back; said by the one event that may follow an end.
REOPENED_FACTS = ("reopened_by_id",)
MOMENTS = {
    EventKind.ACKNOWLEDGED: "acknowledged_at",
    EventKind.WITH_CUSTOMER: "with_customer_at",
    EventKind.RESOLVED: "resolved_at",
    EventKind.CUSTOMER_LEFT: "left_at",
    EventKind.WITHDRAWN: "withdrawn_at",
    EventKind.REOPENED: "reopened_at",
}
_OFFER_ENDS = frozenset(EventKind) - {
    EventKind.DECLINED,
    EventKind.OFFERED,
    EventKind.SKIPPED,
    EventKind.WITH_CUSTOMER,
    EventKind.RESOLVED,
    EventKind.REOPENED,
}
_HOLDER_ENDS = frozenset({EventKind.REDIRECTED, EventKind.TAKEN_BACK, EventKind.DECLINED})


@dataclass(frozen=True, slots=True)
class Happened:
    """One event, as far as the record follows from it."""

    sequence: int
    kind: EventKind
    at: datetime
    person_id: int | None = None
    to_person_id: int | None = None
    outcome: Outcome | None = None
    amount: Decimal | None = None
    currency: str | None = None
    facts: str = ""


@dataclass(slots=True)
class Told:
    """An escalation as its events tell it; `facts` is None where the first event says none,
    as before events held them. `flaw` is what in the events themselves cannot be.
    """

    state: EscalationState = EscalationState.WAITING
    asker_id: int | None = None
    holder_id: int | None = None
    offered_to_id: int | None = None
    asked_at: datetime | None = None
    acknowledged_at: datetime | None = None
    with_customer_at: datetime | None = None
    resolved_at: datetime | None = None
    left_at: datetime | None = None
    withdrawn_at: datetime | None = None
    reopened_at: datetime | None = None
    hand_offs: int = 0
    outcome: Outcome | None = None
    amount_granted: Decimal | None = None
    granted_currency: str | None = None
    facts: dict[str, Any] | None = None
    flaw: str = ""


TOLD = tuple(name for name in Told.__slots__ if name not in {"facts", "flaw"})


def facts_line(row: Mapping[str, object], names: tuple[str, ...]) -> str:
    """The named columns that say anything, as one line; words and amounts as they are stored."""
    said = {name: _plain(row[name]) for name in names if row.get(name) not in {None, ""}}
    return json.dumps(said, separators=(",", ":"), ensure_ascii=False)


def facts_lines(
    same: Mapping[str, object],
    columns: Mapping[str, Sequence[Any]],
    names: tuple[str, ...],
    *,
    rows: int,
) -> list[str]:
    """The lines of so many rows: what all of them share, and columns for the rest of the names;
    see `facts_line`.
    """
    shared = facts_line(same, tuple(name for name in names if name in same))[1:-1]
    said = [_said(name, columns[name]) for name in names if name in columns]
    every = zip(repeat(shared, rows), *said, strict=True)
    return [f"{{{','.join(filter(None, row))}}}" for row in every]


def _said(name: str, column: Sequence[Any]) -> list[str]:
    """What each row says of one column; values that come again are written once."""
    lines = {value: facts_line({name: value}, (name,))[1:-1] for value in {*column}}
    return [lines[value] for value in column]


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.value if isinstance(value, Word) else value


def replayed(events: Iterable[Happened]) -> Told:
    """The escalation that the events, in their order, add up to."""
    told = Told()
    number = 0
    for number, event in enumerate(events, start=1):
        if event.sequence != number:
            told.flaw = told.flaw or f"event {number} is missing"
        _add(told, event, is_first=number == 1)
    if not number:
        told.flaw = "it has no event"
    return told


def _add(told: Told, event: Happened, *, is_first: bool) -> None:
    facts = json.loads(event.facts) if event.facts else {}
    if is_first or event.kind is EventKind.ASKED:
        _begin(told, event, facts if event.facts else None, is_first=is_first)
        return
    _check(told, event)
    _offered(told, event)
    told.state = NEXT[event.kind][1]
    moment = MOMENTS.get(event.kind)
    # Whoever comes first ends a wait; a second one does not begin it anew.
    if moment and getattr(told, moment) is None and not facts.get("is_undated"):
        setattr(told, moment, event.at)
    _granted(told, event, facts)


def _begin(told: Told, event: Happened, facts: dict[str, Any] | None, *, is_first: bool) -> None:
    if not is_first or event.kind is not EventKind.ASKED:
        told.flaw = told.flaw or "it does not begin with the ask"
        return
    told.asked_at, told.asker_id, told.facts = event.at, event.person_id, facts
    _granted(told, event, facts or {})


def _check(told: Told, event: Happened) -> None:
    """Another system's tickets skip stages; what happened here went from stage to stage."""
    is_ours = told.facts is None or "source" not in told.facts
    if told.asker_id is not None and is_ours and state_after(told.state, event.kind) is None:
        said = f"{event.kind.label} cannot follow while it is {told.state.label}"
        told.flaw = told.flaw or said
    if told.state not in OPEN_STATES and event.kind is not EventKind.REOPENED:
        told.flaw = told.flaw or "something happened after its end"


def _offered(told: Told, event: Happened) -> None:
    """Who has it, and who is asked: a decline by somebody else leaves the offer as it is."""
    others = (
        event.kind is EventKind.DECLINED
        and told.offered_to_id is not None
        and told.offered_to_id != event.person_id
    )
    if event.kind in _OFFER_ENDS or (event.kind is EventKind.DECLINED and not others):
        told.offered_to_id = None
    if event.kind is EventKind.OFFERED:
        told.offered_to_id = event.to_person_id
    if event.kind is EventKind.ACKNOWLEDGED:
        told.holder_id = event.person_id
    if event.kind in _HOLDER_ENDS:
        told.holder_id = None
    if event.kind is EventKind.REDIRECTED or (event.kind is EventKind.DECLINED and not others):
        told.hand_offs += 1


def _granted(told: Told, event: Happened, facts: dict[str, Any]) -> None:
    if event.outcome is not None:
        told.outcome = event.outcome
    if event.amount is not None:
        told.amount_granted, told.granted_currency = event.amount, event.currency
    if told.facts is not None:
        names = END_FACTS + REOPENED_FACTS
        told.facts |= {name: facts[name] for name in names if name in facts}


def unlike(told: Told, row: Mapping[str, object]) -> tuple[str, ...]:
    """The names of what the row says otherwise than its events; nothing means they agree."""
    found = [name for name in TOLD if getattr(told, name) != row[name]]
    if told.facts is not None:
        names = ASKED_FACTS + END_FACTS + REOPENED_FACTS
        said = json.loads(facts_line(row, names))
        found += sorted(name for name in names if said.get(name) != told.facts.get(name))
    return tuple(found)
