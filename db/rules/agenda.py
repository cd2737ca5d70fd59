"""The agenda that writes itself: which facts become items, in which order, in how many minutes.

Facts come in as frozen records, items go out. Nothing here asks the clock or the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from db.rules import asks
from db.rules.asks import AskGroup
from db.rules.words import ItemKind, Origin

# What opens the huddle, in the order in which it is talked about.
ORDER = (
    ItemKind.ESCALATIONS,
    ItemKind.FINDING,
    ItemKind.CARRIED_OVER,
    ItemKind.EXPIRING_RESPONSE,
    ItemKind.AUTHORITY_GAP,
    ItemKind.OVERDUE_ACTION,
    ItemKind.TOPIC,
    ItemKind.IMAGINE,
    ItemKind.DRILL,
    ItemKind.RECOGNITION,
)
# What closes it has its minutes kept, or the asks of a bad day would always push it out.
KEPT = (ItemKind.IMAGINE, ItemKind.DRILL, ItemKind.RECOGNITION)
MINUTES: dict[ItemKind, int] = {
    ItemKind.ESCALATIONS: 2,
    ItemKind.TOPIC: 2,
    ItemKind.AUTHORITY_GAP: 2,
    ItemKind.IMAGINE: 2,
}
LONGEST_SHORT_TITLE = 40


@dataclass(frozen=True, slots=True)
class ProposedItem:
    """An item as the agenda proposes it; `source_key` names the fact it stands on."""

    kind: ItemKind
    title: str
    facts: str = ""
    origin: Origin | None = None
    problem_id: int | None = None
    source_key: str = ""

    @property
    def minutes(self) -> int:
        """How long it takes when there is time for it."""
        return MINUTES.get(self.kind, 1)


@dataclass(frozen=True, slots=True)
class AgendaItemPlan:
    """An item with the minutes it got."""

    item: ProposedItem
    minutes: int


@dataclass(frozen=True, slots=True)
class Agenda:
    """What fits into the budget, in order, and what has to wait for another day."""

    items: tuple[AgendaItemPlan, ...]
    left_out: tuple[ProposedItem, ...]


def compose(proposed: Iterable[ProposedItem], budget_minutes: int) -> Agenda:
    """Put the proposals in order and cut them to the budget.

    Of each closing card there is at most one, and its minutes are kept first. Then every other
    item gets one minute in order while there are any; what minutes are left lengthen items, in
    order, up to what their kind takes. The minutes never add up to more than the budget.
    """
    ordered = sorted(_once(proposed), key=lambda each: ORDER.index(each.kind))
    closing = [each for each in ordered if each.kind in KEPT][:budget_minutes]
    opening = [each for each in ordered if each.kind not in KEPT]
    room = budget_minutes - len(closing)
    chosen, left_out = opening[:room], opening[room:]
    return Agenda(_timed([*chosen, *closing], budget_minutes), tuple(left_out))


def _once(proposed: Iterable[ProposedItem]) -> list[ProposedItem]:
    """Without a second item on the same fact, and with one of each closing card."""
    kept: dict[tuple[str, str], ProposedItem] = {}
    for item in proposed:
        key = (item.kind, "" if item.kind in KEPT else item.source_key or item.title)
        kept.setdefault(key, item)
    return list(kept.values())


def _timed(items: Sequence[ProposedItem], budget_minutes: int) -> tuple[AgendaItemPlan, ...]:
    spare = budget_minutes - len(items)
    timed = []
    for item in items:
        more = min(item.minutes - 1, spare)
        spare -= more
        timed.append(AgendaItemPlan(item, 1 + more))
    return tuple(timed)


def about_asks(groups: Sequence[AskGroup], *, most: int = 3) -> list[ProposedItem]:
    """One item for each of the `most` problems that were sent on most often, and one for all the
    others together, so that no ask disappears.
    """
    ranked = sorted(groups, key=lambda each: (-len(each.asks), each.key))
    first, rest = ranked[:most], ranked[most:]
    if len(rest) == 1:
        first, rest = ranked, []
    items = [
        ProposedItem(
            ItemKind.ESCALATIONS,
            asks.heading(group),
            asks.facts(group),
            Origin.REAL,
            group.problem_id,
            f"asks:{group.key}",
        )
        for group in first
    ]
    if rest:
        items.append(
            ProposedItem(
                ItemKind.ESCALATIONS,
                asks.heading_of_rest(rest),
                asks.facts_of_rest(rest),
                Origin.REAL,
                None,
                "asks:rest",
            )
        )
    return items


@dataclass(frozen=True, slots=True)
class Expiring:
    """A response, or a number to call, whose date of verification is near or past."""

    key: str
    title: str
    until: date
    origin: Origin | None
    problem_id: int | None


def about_expiring(found: Iterable[Expiring], *, held_on: date) -> list[ProposedItem]:
    """What must be verified again, the soonest first."""
    return [
        ProposedItem(
            ItemKind.EXPIRING_RESPONSE,
            f"{each.title}: is it still right?",
            f"It {_ends(each.until, held_on)} {each.until:%-d %b}. Verify it, or change it.",
            each.origin,
            each.problem_id,
            each.key,
        )
        for each in sorted(found, key=lambda each: (each.until, each.key))
    ]


def _ends(until: date, held_on: date) -> str:
    return "expired on" if until < held_on else "expires on"


@dataclass(frozen=True, slots=True)
class Overdue:
    """An action that should have been done, or that was done and not yet seen to work."""

    id: int
    text: str
    owner: str
    due_on: date | None
    origin: Origin | None
    problem_id: int | None


def about_overdue(found: Iterable[Overdue]) -> list[ProposedItem]:
    """Open actions past their date, the oldest first."""
    return [
        ProposedItem(
            ItemKind.OVERDUE_ACTION,
            f"Overdue: {each.text}",
            f"{each.owner or 'Nobody'} owns it"
            + (f"; it was due on {each.due_on:%-d %b}." if each.due_on else "; it has no date."),
            each.origin,
            each.problem_id,
            f"action:{each.id}",
        )
        for each in sorted(found, key=lambda each: (each.due_on or date.min, each.id))
    ]


@dataclass(frozen=True, slots=True)
class Gap:
    """A problem for which nobody at the office's own desk holds a limit."""

    problem_id: int
    title: str
    origin: Origin
    asks: int


def about_gaps(found: Iterable[Gap], *, days: int) -> list[ProposedItem]:
    """Problems without a limit, the most asked about first."""
    return [
        ProposedItem(
            ItemKind.AUTHORITY_GAP,
            f"No limit covers “{each.title}”. Who may give what?",
            f"{asks.counted(each.asks, 'ask').capitalize()} about it in the last {days} days.",
            each.origin,
            each.problem_id,
            f"gap:{each.problem_id}",
        )
        for each in sorted(found, key=lambda each: (-each.asks, each.problem_id))
    ]


def short_title(title: str, problem: str, kind: ItemKind) -> str:
    """The few words by which the agenda list names an item."""
    prefix = {ItemKind.IMAGINE: "Imagine: ", ItemKind.DRILL: "Drill: "}.get(kind, "")
    words = f"{prefix}{problem}" if problem else title.split(". ", maxsplit=1)[0].rstrip(".")
    if len(words) <= LONGEST_SHORT_TITLE:
        return words
    return words[: LONGEST_SHORT_TITLE - 1].rsplit(" ", 1)[0] + "…"


def numbers_looked_at(
    *,
    since: str,
    contacts: int | None,
    escalations: int,
    acknowledged: Sequence[Decimal],
    left: int,
) -> str:
    """The sentence under "The numbers we looked at"; `acknowledged` holds minutes waited by those
    who were acknowledged. The half is named only when nobody is left out of it.
    """
    served = "contacts not counted" if contacts is None else asks.counted(contacts, "contact")
    sentence = f"{since}: {served}, {asks.counted(escalations, 'escalation')}"
    if escalations:
        sentence += f", {asks.waited(acknowledged, of=escalations)}"
    if left:
        sentence += f", {asks.counted(left, 'customer')} left"
    return sentence + "."
