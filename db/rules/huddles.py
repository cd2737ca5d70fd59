"""Huddles: how they move from draft to signed, and what deciding an item asks for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from db.rules.refusals import Refusal
from db.rules.words import ActionKind, HuddleState, ItemKind, ItemOutcome

SHORTEST_BUDGET, LONGEST_BUDGET = 5, 120

# Which states may follow. A draft may start at once: opening it only asks for topics first.
NEXT: dict[HuddleState, tuple[HuddleState, ...]] = {
    HuddleState.DRAFT: (HuddleState.OPEN, HuddleState.IN_PROGRESS),
    HuddleState.OPEN: (HuddleState.IN_PROGRESS,),
    HuddleState.IN_PROGRESS: (HuddleState.CLOSED,),
    HuddleState.CLOSED: (HuddleState.SIGNED,),
    HuddleState.SIGNED: (HuddleState.AUDITED,),
    HuddleState.AUDITED: (),
}
WANTED = {
    HuddleState.OPEN: "opened",
    HuddleState.IN_PROGRESS: "started",
    HuddleState.CLOSED: "closed",
    HuddleState.SIGNED: "signed",
    HuddleState.AUDITED: "marked as audited",
}
STANDS = {
    HuddleState.DRAFT: "is still a draft",
    HuddleState.OPEN: "is open and has not started",
    HuddleState.IN_PROGRESS: "is in progress",
    HuddleState.CLOSED: "is closed and waits to be signed",
    HuddleState.SIGNED: "is signed; its minutes can only be added to",
    HuddleState.AUDITED: "is audited; its minutes can only be added to",
}

ANSWERING = (ItemOutcome.DECISION, ItemOutcome.RESPONSE_AGREED)
PUT_OFF = (ItemOutcome.CARRIED_OVER, ItemOutcome.DROPPED)
# The action that an outcome with an owner leaves behind, unless another kind is chosen.
LEAVES: dict[ItemOutcome, ActionKind] = {
    ItemOutcome.DECISION: ActionKind.FIX,
    ItemOutcome.ACTION: ActionKind.PREVENT,
    ItemOutcome.RESPONSE_AGREED: ActionKind.TRAIN,
    ItemOutcome.LIMIT_PROPOSED: ActionKind.CHANGE_A_LIMIT,
}
NEEDS_OWNER = (ItemOutcome.ACTION, ItemOutcome.LIMIT_PROPOSED)


def check_move(now: HuddleState, wanted: HuddleState) -> None:
    """Raise `Refusal` unless a huddle in state `now` may become `wanted`."""
    if wanted not in NEXT[now]:
        raise Refusal(f"This huddle {STANDS[now]}, so it cannot be {WANTED[wanted]}.")


def check_agenda_open(state: HuddleState) -> None:
    """Raise `Refusal` unless items may still be added and moved."""
    if state not in {HuddleState.DRAFT, HuddleState.OPEN, HuddleState.IN_PROGRESS}:
        raise Refusal(f"This huddle {STANDS[state]}. Bring it as a topic to the next one.")


def check_in_progress(state: HuddleState) -> None:
    """Raise `Refusal` unless items are being decided now."""
    if state is not HuddleState.IN_PROGRESS:
        raise Refusal(f"This huddle {STANDS[state]}. Items are decided while it is in progress.")


def check_budget(minutes: int) -> int:
    """The budget, or a `Refusal` when nobody can meet for that long or that short."""
    if not SHORTEST_BUDGET <= minutes <= LONGEST_BUDGET:
        raise Refusal(f"A huddle takes {SHORTEST_BUDGET} to {LONGEST_BUDGET} minutes.")
    return minutes


def check_closing(undecided: Sequence[str], present: int) -> None:
    """Raise `Refusal` naming what is undecided, or when nobody was there."""
    if undecided:
        first = "; ".join(f"“{title}”" for title in undecided[:3])
        more = f" and {len(undecided) - 3} more" if len(undecided) > 3 else ""  # noqa: PLR2004 - three are named.
        raise Refusal(f"Decide, carry over or drop what is left: {first}{more}.")
    if present == 0:
        raise Refusal("Say who was here. Minutes need at least one person present.")


def check_decision(
    outcome: ItemOutcome,
    *,
    text: str,
    owner_id: int | None,
    due_on: date | None,
    held_on: date,
) -> None:
    """Raise `Refusal` when the outcome lacks what it needs; putting off has its own acts."""
    if outcome in PUT_OFF:
        raise Refusal("Carry an item over, or drop it with a reason, under Later.")
    if not text.strip():
        raise Refusal("Write what was agreed, as people will read it.")
    if outcome in NEEDS_OWNER and owner_id is None:
        raise Refusal("Say who does it. An action without an owner is nobody's.")
    if (owner_id is None) != (due_on is None):
        raise Refusal("Give the owner and the due date together, or neither.")
    if due_on is not None and due_on < held_on:
        raise Refusal("The due date lies before the huddle. Choose a later one.")


def is_answered(outcome: ItemOutcome, *, has_agreed_response: bool) -> bool:
    """Whether staff left the huddle knowing what to say and do about the item's problem."""
    if outcome in ANSWERING:
        return True
    return has_agreed_response and outcome not in PUT_OFF


def action_kind(outcome: ItemOutcome, chosen: ActionKind | None) -> ActionKind | None:
    """The kind of action that the outcome leaves; None when it leaves none."""
    if outcome not in LEAVES:
        return None
    if outcome is ItemOutcome.LIMIT_PROPOSED:
        return ActionKind.CHANGE_A_LIMIT
    return chosen or LEAVES[outcome]


def outcomes_for(kind: ItemKind, *, has_problem: bool) -> tuple[ItemOutcome, ...]:
    """The outcomes that the run screen offers, the likeliest reading order first."""
    if kind is ItemKind.RECOGNITION:
        return (ItemOutcome.INFORMATION,)
    offered = [ItemOutcome.DECISION, ItemOutcome.ACTION]
    if has_problem:
        offered += [ItemOutcome.RESPONSE_AGREED, ItemOutcome.LIMIT_PROPOSED]
    return (*offered, ItemOutcome.INFORMATION)


def next_slot(
    weekdays: str, starts_at: time, zone: str, *, after: datetime, taken: Collection[date] = ()
) -> tuple[date, datetime]:
    """The next local date and aware moment of a series, strictly after `after`, on a day that is
    not `taken`. `weekdays` holds digits, 0 is Monday. Raises `Refusal` without any weekday.

    A wall time that daylight saving skips is read with the offset before the change (PEP 495).
    """
    if not set(weekdays) & set("0123456"):
        raise Refusal("Choose at least one weekday for this huddle.")
    office = ZoneInfo(zone)
    day = after.astimezone(office).date()
    while True:
        moment = datetime.combine(day, starts_at, office)
        if str(day.weekday()) in weekdays and day not in taken and moment > after:
            return day, moment
        day += timedelta(days=1)


def days_to_cover(held_on: date, last_held_on: date | None) -> tuple[date, date]:
    """The first and the last local day whose asks a huddle looks at: from the day of the last
    huddle, which it could not see whole, to yesterday; at most a week, at least yesterday.
    """
    yesterday = held_on - timedelta(days=1)
    if last_held_on is None or last_held_on >= yesterday:
        return yesterday, yesterday
    return max(last_held_on, held_on - timedelta(days=7)), yesterday
