"""The items that the facts of an agenda propose, and the numbers that a huddle looks at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from db.rules import asks, hand_offs
from db.rules.agenda import ProposedItem
from db.rules.agenda_facts import (
    AgendaFacts,
    CarriedItem,
    DueFinding,
    DuePromise,
    Expiring,
    Gap,
    OpenAction,
    RaisedTopic,
    WaitingBrief,
)
from db.rules.asks import AskGroup
from db.rules.bother import SOURCE_KEY, Bother
from db.rules.words import ItemKind, Origin

# How many of one kind stand on an agenda by themselves; the rest share one item.
MOST_ALONE = 3
GAP_DAYS = 28


def proposals(found: AgendaFacts) -> list[ProposedItem]:
    """Every item that the facts propose, ready to be composed."""
    asked = {group.problem_id for group in found.asks}
    return [
        *about_asks(found.asks),
        *about_promises(found.promises),
        *about_bother(found.bother),
        *(_brief(each) for each in found.briefs),
        *(_finding(each) for each in found.findings),
        *(_carried(each) for each in found.carried),
        *hand_offs.proposed(found.hand_off),
        *about_expiring(found.expiring, held_on=found.held_on),
        # Whoever was sent on for want of a limit is talked about already.
        *about_gaps([gap for gap in found.gaps if gap.problem_id not in asked]),
        *about_after_care(found.after_care),
        *about_actions(found.actions),
        *(_topic(each) for each in found.topics),
        *found.cards,
    ]


def _together(items: list[ProposedItem], more: str) -> list[ProposedItem]:
    """The first few items alone and the rest as one, so that no kind crowds out the others."""
    if len(items) <= MOST_ALONE + 1:
        return items
    rest = items[MOST_ALONE:]
    titles = " ".join(item.title for item in rest)
    title = f"{len(rest)} more {more}"
    return [*items[:MOST_ALONE], ProposedItem(rest[0].kind, title, titles, source_key=more)]


def about_asks(groups: Sequence[AskGroup]) -> list[ProposedItem]:
    """One item for each problem that was sent on most often, and one for all the others together,
    so that no ask disappears.
    """
    ranked = sorted(groups, key=lambda each: (-len(each.asks), each.key))
    if len(ranked) <= MOST_ALONE + 1:
        return [_asked(group) for group in ranked]
    rest = ranked[MOST_ALONE:]
    shared = ProposedItem(
        ItemKind.ESCALATIONS,
        asks.heading_of_rest(rest),
        asks.facts_of_rest(rest),
        Origin.REAL,
        source_key="asks:rest",
    )
    return [*(_asked(group) for group in ranked[:MOST_ALONE]), shared]


def _asked(group: AskGroup) -> ProposedItem:
    return ProposedItem(
        ItemKind.ESCALATIONS,
        asks.heading(group),
        asks.facts(group),
        Origin.REAL,
        group.problem_id,
        f"asks:{group.key}",
    )


def about_promises(found: Sequence[DuePromise]) -> list[ProposedItem]:
    """One item for the calls that are promised for today or were forgotten, overdue ones first."""
    if not found:
        return []
    ordered = sorted(found, key=lambda each: (each.until, each.id))
    overdue = sum(each.is_overdue for each in found)
    calls = asks.counted(len(found), "promised call").capitalize()
    title = f"{calls} due: who calls?" + (f" {overdue} from earlier days" if overdue else "")
    facts = " ".join(
        f"{each.until:%-d %b, %H:%M}: {each.words.rstrip('.')} ({each.owner or 'nobody owns it'})."
        for each in ordered[: MOST_ALONE + 2]
    )
    rest = len(ordered) - MOST_ALONE - 2
    more = f" And {rest} more." if rest > 0 else ""
    return [ProposedItem(ItemKind.PROMISES, title, facts + more, source_key="promises")]


def about_bother(found: Bother | None) -> list[ProposedItem]:
    """One item when asks are turned away, or not made, more often than a team should accept."""
    if found is None or not found.is_high:
        return []
    title = "Is it hard to ask for a manager? What would make it easier?"
    return [
        ProposedItem(
            ItemKind.ESCALATIONS, title, found.sentence, Origin.REAL, source_key=SOURCE_KEY
        )
    ]


def _brief(found: WaitingBrief) -> ProposedItem:
    return ProposedItem(
        ItemKind.ESCALATIONS, f"“{found.title}” comes back. What would prevent it?",
        f"{found.reason} {found.lies}", Origin.REAL, found.problem_id, f"brief:{found.id}",
    )  # fmt: skip


def _finding(found: DueFinding) -> ProposedItem:
    facts = f"Answer it by {found.due_on:%-d %b}."
    return ProposedItem(
        ItemKind.FINDING, f"The region found: {found.text}", facts, source_key=f"finding:{found.id}"
    )


def _carried(found: CarriedItem) -> ProposedItem:
    why = f": {found.why}" if found.why else "."
    return ProposedItem(
        ItemKind.CARRIED_OVER,
        found.title,
        f"Carried over from {found.held_on:%-d %b}{why}",
        found.origin,
        found.problem_id,
        f"carried:{found.id}",
    )


def about_expiring(found: Iterable[Expiring], *, held_on: date) -> list[ProposedItem]:
    """What must be verified again, the soonest first."""
    items = [
        ProposedItem(
            ItemKind.EXPIRING_RESPONSE,
            f"{each.title}: is it still right?",
            f"{_ends(each.until, held_on)} {each.until:%-d %b %Y}. Verify it, or change it.",
            each.origin,
            each.problem_id,
            each.key,
        )
        for each in sorted(found, key=lambda each: (each.until, each.key))
    ]
    return _together(items, "to verify")


def _ends(until: date, held_on: date) -> str:
    return "It expired on" if until < held_on else "It expires on"


def about_gaps(found: Iterable[Gap]) -> list[ProposedItem]:
    """Problems without a limit, the most asked about first."""
    items = [
        ProposedItem(
            ItemKind.AUTHORITY_GAP,
            f"No limit covers “{each.title}”. Who may give what?",
            f"Nobody here may give {' or '.join(each.remedies)}. "
            f"{asks.counted(each.asks, 'ask').capitalize()} in {GAP_DAYS} days.",
            each.origin,
            each.problem_id,
            f"gap:{each.problem_id}",
        )
        for each in sorted(found, key=lambda each: (-each.asks, each.problem_id))
    ]
    return _together(items, "problems without a limit")


def about_after_care(owners: Sequence[str]) -> list[ProposedItem]:
    """One item for the care after matters of safety that is overdue; nobody is named whom it is
    for.
    """
    if not owners:
        return []
    verb = "is" if len(owners) == 1 else "are"
    title = f"{asks.counted(len(owners), 'after-care talk').capitalize()} {verb} overdue"
    names = sorted({each for each in owners if each})
    said = [f"With {', '.join(names)}."] if names else []
    said += ["Nobody owns some of it."] if "" in owners else []
    facts = " ".join([*said, "Talk in person, not here."])
    return [ProposedItem(ItemKind.OVERDUE_ACTION, title, facts, source_key="after-care")]


def about_actions(found: Iterable[OpenAction]) -> list[ProposedItem]:
    """Actions past their date first, the oldest first; then those to be seen to work."""
    ordered = sorted(found, key=lambda each: (each.is_done, each.due_on or date.min, each.id))
    return _together([_action(each) for each in ordered], "actions to follow up")


def _action(found: OpenAction) -> ProposedItem:
    owner = f"{found.owner or 'Nobody'} owns it"
    when = f"; it was due on {found.due_on:%-d %b}" if found.due_on else ""
    return ProposedItem(
        ItemKind.OVERDUE_ACTION,
        f"Done: {found.text} Did it work?" if found.is_done else f"Overdue: {found.text}",
        f"{owner}{when}.",
        found.origin,
        found.problem_id,
        f"action:{found.id}",
    )


def _topic(found: RaisedTopic) -> ProposedItem:
    return ProposedItem(
        ItemKind.TOPIC,
        found.text,
        f"Raised by {found.by}.",
        found.origin,
        None,
        f"topic:{found.id}",
    )


def numbers_of(found: AgendaFacts) -> str:
    """The sentence under "The numbers we looked at". The half of the waits is named only when
    nobody is left out of it.
    """
    every = [ask for group in found.asks for ask in group.asks]
    came = [ask.waited for ask in every if ask.waited is not None]
    left = sum(ask.has_left for ask in every)
    served = "contacts not counted"
    if found.contacts is not None:
        served = asks.counted(found.contacts, "contact")
    parts = [served, asks.counted(len(every), "escalation")]
    if every:
        parts.append(asks.waited(came, of=len(every)))
    if left:
        parts.append(f"{asks.counted(left, 'customer')} left")
    return f"{found.since}: {', '.join(parts)}."


def minutes_waited(seconds: float) -> Decimal:
    """A wait in minutes, to the second."""
    return Decimal(round(seconds)) / 60
