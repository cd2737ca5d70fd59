"""What an open screen is told, as JSON: the one place that decides which facts are whose."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from db.access import Permission, may
from db.queries.happenings import Happening, concerns
from db.queries.swap_outs import StandingSwap, swaps_for
from db.queries.waiting_asks import WaitingAsk, waiting_for
from db.rules.words import EventKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.access import Viewer

SHOWN = 3


def word_for(viewer: Viewer, happened: Sequence[Happening], *, event: int) -> str | None:
    """What a viewer's screen is told, as JSON: how far the look went, whether what happened is
    their own or offered to them, and the facts of an ask where they may take it. None when nothing
    concerns them.
    """
    mine = [each for each in happened if concerns(viewer, each)]
    if not mine:
        return None
    asks = [
        each
        for each in mine
        if each.kind is EventKind.ASKED and may(viewer, Permission.ESCALATION_TAKE, each.path)
    ]
    word: dict[str, object] = {
        "event": event,
        "is_mine": any(viewer.person_id in {each.offered_to_id, each.asker_id} for each in mine),
    }
    if asks:
        last = asks[-1]
        word["ask"] = {"title": last.title, "asks": last.asks, "who": last.who}
    return json.dumps(word)


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
