"""What an open screen is told: the one place that decides which facts are whose."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypedDict

from db.access import Permission, may
from db.queries.happenings import Happening, concerns
from db.queries.swap_outs import StandingSwap, swaps_for
from db.queries.waiting_asks import WaitingAsk, waiting_for
from db.rules.escalations import COMING, NEXT, how_it_stands
from db.rules.words import EscalationState, EventKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.access import Viewer

SHOWN = 3


class Told(TypedDict):
    """The facts of an ask that can be taken."""

    id: int
    title: str
    asks: str
    who: str


class Gone(TypedDict):
    """An ask that cannot be taken any more, and the sentence that says why."""

    id: int
    said: str


class Word(TypedDict):
    """What a screen hears: how far the look went, whether what happened is its viewer's own or
    offered to them, what they can take now and what no longer, and after how many milliseconds
    the screen asks the record itself.
    """

    event: int
    is_mine: bool
    asks: list[Told]
    gone: list[Gone]
    after: int


def word_for(viewer: Viewer, happened: Sequence[Happening], *, event: int) -> Word | None:
    """What a viewer's screen is told; None when nothing concerns them. Facts go to those only who
    may take the ask.
    """
    mine = [each for each in happened if concerns(viewer, each)]
    if not mine:
        return None
    asks: dict[int, Told] = {}
    gone: dict[int, Gone] = {}
    for each in mine:
        key = each.escalation_id
        if key is None or not may(viewer, Permission.ESCALATION_TAKE, each.path):
            continue
        if _can_be_taken(viewer, each):
            gone.pop(key, None)
            asks[key] = {"id": key, "title": each.title, "asks": each.asks, "who": each.who}
        elif said := _why_not(viewer, each):
            asks.pop(key, None)
            gone[key] = {"id": key, "said": said}
    is_mine = any(viewer.person_id in {each.offered_to_id, each.asker_id} for each in mine)
    return {"event": event, "is_mine": is_mine, "asks": [*asks.values()],
            "gone": [*gone.values()], "after": 0}  # fmt: skip


def word_of_something(event: int) -> Word:
    """For a screen that missed something, and has to ask what it was."""
    return {"event": event, "is_mine": True, "asks": [], "gone": [], "after": 0}


def _can_be_taken(viewer: Viewer, happening: Happening) -> bool:
    """Whether it is news that the viewer can come: it was asked, or is offered to them now."""
    if happening.kind is EventKind.ASKED:
        return True
    return happening.kind is EventKind.OFFERED and happening.offered_to_id == viewer.person_id


def _why_not(viewer: Viewer, happening: Happening) -> str:
    """Why nobody else need come; empty while somebody is waited for."""
    state = NEXT[happening.kind][1] if happening.kind else EscalationState.WAITING
    if state is EscalationState.WAITING or happening.escalation_id is None:
        return ""
    if happening.kind is EventKind.ACKNOWLEDGED and happening.by_id == viewer.person_id:
        return COMING
    return how_it_stands(happening.escalation_id, state, happening.by)


def waiting_word(
    viewer: Viewer, asks: Sequence[WaitingAsk], swaps: Sequence[StandingSwap] = ()
) -> str:
    """What waits for a viewer now, as JSON: the newest asks, and how many more there are; and who
    wants to be taken over from where they work.
    """
    mine = waiting_for(viewer, asks)
    shown = [
        {"id": ask.id, "title": ask.title, "asks": ask.asks, "who": ask.who,
         "since": ask.asked_at.isoformat()}
        for ask in mine[:SHOWN]
    ]  # fmt: skip
    to_take_over = [
        {"id": swap.id, "who": swap.asker, "since": swap.asked_at.isoformat(),
         "where": ", ".join(each for each in (swap.desk, swap.place_name) if each)}
        for swap in swaps_for(viewer, swaps)
    ]  # fmt: skip
    return json.dumps({"waiting": shown, "more": len(mine) - len(shown), "swaps": to_take_over})
