"""The agenda that writes itself: which facts become items, in which order, in how many minutes.

Facts come in as frozen records, items go out. Nothing here asks the clock or the record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from db.rules.words import ItemKind, Origin

# What opens the huddle, in the order in which it is talked about.
ORDER = (
    ItemKind.ESCALATIONS,
    ItemKind.PROMISES,
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


def pick(keys: Iterable[str], *, seed: str) -> str | None:
    """The same one of `keys` for the same `seed`, and another for most other seeds; None of none.

    The highest hash of seed and key wins (rendezvous hashing), so that a card stays the same when
    others come and go.
    """
    return max(
        keys, key=lambda key: hashlib.sha256(f"{seed}|{key}".encode()).digest(), default=None
    )


def short_title(title: str, problem: str, kind: ItemKind) -> str:
    """The few words by which the agenda list names an item."""
    prefix = {ItemKind.IMAGINE: "Imagine: ", ItemKind.DRILL: "Drill: "}.get(kind, "")
    words = f"{prefix}{problem}" if problem else title.split(". ", maxsplit=1)[0].rstrip(".")
    if len(words) <= LONGEST_SHORT_TITLE:
        return words
    return words[: LONGEST_SHORT_TITLE - 1].rsplit(" ", 1)[0] + "…"
