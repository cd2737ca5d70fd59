"""Three parties to a problem: those at the counter, the fixers, the design team (P28).

A problem lies with one of them at a time. Its clock runs from when it was handed over, to another
party or another team, until it is handed on or fixed; opened again, it begins anew with whom it
lay.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from db.rules.words import BriefEventKind, Party

CALLED = {
    Party.COUNTER: "those at the counter",
    Party.FIXERS: "the fixers",
    Party.DESIGN: "the design team",
}
_BEGINS = frozenset({BriefEventKind.OPENED, BriefEventKind.REOPENED})
_RESTS = frozenset({BriefEventKind.FIX_MADE, BriefEventKind.CLOSED})


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What an event says about whom the problem lies with; of one that opens it, who opened it."""

    kind: BriefEventKind
    at: datetime
    party: Party | None = None
    owner: str = ""
    team: str = ""
    due_on: date | None = None


@dataclass(slots=True)
class PartyLine:
    """One party: who owns it there, since when it lies with them (None: it does not), how long it
    lay with them in all, and the day that was said last.
    """

    party: Party
    owner: str = ""
    team: str = ""
    since: datetime | None = None
    held: timedelta = field(default_factory=timedelta)
    due_on: date | None = None

    @property
    def who(self) -> str:
        """`Belts, Joseph Otieno`, or that nobody is named."""
        return ", ".join(each for each in (self.team, self.owner) if each) or "nobody named"


def party_lines(events: Iterable[HandedOver], *, now: datetime) -> tuple[PartyLine, ...]:
    """The three parties in the order in which a problem passes them, as the events tell."""
    lines = {party: PartyLine(party) for party in Party}
    holder = Party.COUNTER
    for event in events:
        if event.kind is BriefEventKind.ASSIGNED:
            # Before parties were named, a brief was assigned to whoever fixes it.
            party = event.party or Party.FIXERS
            line = lines[party]
            if (party, event.team) != (holder, line.team) and _stop(lines[holder], event.at):
                line.since = event.at
            line.owner, line.team, line.due_on = event.owner, event.team, event.due_on
            holder = party
        elif event.kind in _BEGINS:
            _stop(lines[holder], event.at)
            lines[holder].since = event.at
            # Whoever opened it speaks for those at the counter until somebody else is named.
            lines[Party.COUNTER].owner = lines[Party.COUNTER].owner or event.owner
        elif event.kind in _RESTS:
            _stop(lines[holder], event.at)
    if (since := lines[holder].since) is not None:
        lines[holder].held += now - since
    return tuple(lines.values())


def _stop(line: PartyLine, at: datetime) -> bool:
    """Stop the clock of a party; whether it ran."""
    if line.since is None:
        return False
    line.held += at - line.since
    line.since = None
    return True


def holder_of(lines: Iterable[PartyLine]) -> PartyLine | None:
    """With whom it lies now; None where it is fixed or closed."""
    return next((line for line in lines if line.since is not None), None)


def days_in_words(length: timedelta) -> str:
    """`today`, `1 day`, `12 days`."""
    if length.days < 1:
        return "less than a day"
    return f"{length.days} day{'' if length.days == 1 else 's'}"


def lies_with(
    party: Party, owner: str, team: str, *, since: datetime, now: datetime,
    due_on: date | None = None,
) -> str:  # fmt: skip
    """What an agenda and a card say: `It lies with the fixers (Belts, Joseph Otieno) for 12 days,
    promised for 3 Dec.`
    """
    due = f", promised for {due_on:%-d %b}" if due_on else ""
    if due_on is not None and due_on < now.date():
        due += " and not fixed"
    lies = f"It lies with {CALLED[party]}"
    said = ", ".join(each for each in (team, owner) if each)
    if not said:
        return f"{lies} for {days_in_words(now - since)}. Nobody owns the brief yet."
    return f"{lies} ({said}) for {days_in_words(now - since)}{due}."
