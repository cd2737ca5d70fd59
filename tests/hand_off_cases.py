"""A team that has agreed how customers are handed over, for tests of what follows from it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from db.commands import decisions
from db.commands.decisions import Decided
from db.rules.hand_offs import SOURCE_KEY, HandOff
from db.rules.words import ItemOutcome
from tests.huddle_cases import a_running_huddle, seen
from tests.world import NOW, World

WORDS = HandOff("whoever asked", "This is Mercy, who knows it all", "Quiet room 2")


def agreed_in_a_huddle(session: Session, made: World) -> None:
    """Nairobi's huddle of today agrees it."""
    key = a_running_huddle(session, made)
    item = next(each for each in seen(session, made, key).items if each.source_key == SOURCE_KEY)
    decisions.decide(
        session, made.viewers["Nairobi manager"], item_id=item.id, version=item.version, at=NOW,
        decided=Decided(ItemOutcome.DECISION, "", hand_off=WORDS),
    )  # fmt: skip
