"""Signed minutes for tests, written as signing writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.rules.minutes import chained
from db.rules.minutes_text import MinutedItem, MinutesContent, Said, canonical_text
from db.rules.words import HuddleState, ItemKind, ItemOutcome, Origin
from db.tables.huddles import Huddle
from db.tables.minutes import Minutes
from tests.world import World

ITEM = MinutedItem(
    position=1,
    kind=ItemKind.TOPIC,
    title="Missed connection, our delay",
    problem="Missed connection",
    origin=Origin.REAL,
    outcome=ItemOutcome.DECISION,
    text="Desk refunds up to the fare.",
    is_answered=True,
    owner="Nairobi manager",
    due_on=date(2026, 11, 24),
)
IMAGINED = replace(
    ITEM, position=2, title="Ash closes Mombasa for two days", problem="", origin=Origin.IMAGINED,
    text="Call the railway.",
)  # fmt: skip


def content_of(
    held_on: date = date(2026, 11, 17), items: Sequence[MinutedItem] = (ITEM, IMAGINED), *,
    huddle_id: int = 1, place: str = "Nairobi", zone: str = "Africa/Nairobi",
) -> MinutesContent:  # fmt: skip
    """Minutes of a huddle that was held at 08:00 UTC and signed twenty minutes later."""
    began = datetime.combine(held_on, time(8), UTC)
    return MinutesContent(
        huddle_id=huddle_id,
        number=1,
        name="Counter huddle",
        place=place,
        zone=zone,
        held_on=held_on,
        budget_minutes=10,
        started_at=began,
        closed_at=began + timedelta(minutes=10),
        chair=f"{place} manager",
        present=(f"{place} staff",),
        away=(),
        items=tuple(items),
        numbers="",
        confirmations=(),
        signed=Said(f"{place} manager", began + timedelta(minutes=20)),
    )


def sign_set(
    session: Session,
    made: World,
    office: str,
    held_on: date,
    items: Sequence[MinutedItem] = (ITEM, IMAGINED),
    *,
    signed_at: datetime | None = None,
) -> int:
    """A huddle of the office and its signed minutes; returns the key of the minutes."""
    place_id, signer = made.places[office], made.people[f"{office} manager"]
    at = signed_at or datetime.combine(held_on, time(8, 20), UTC)
    huddle = Huddle(
        place_id=place_id, name="Counter huddle", held_on=held_on, budget_minutes=10,
        chair_id=signer, state=HuddleState.SIGNED, created_at=at, started_at=at, closed_at=at,
        signed_at=at,
    )  # fmt: skip
    session.add(huddle)
    session.flush()
    content = content_of(held_on, items, huddle_id=huddle.id, place=office)
    chain = select(Minutes).where(Minutes.place_id == place_id)
    last = session.scalar(chain.order_by(Minutes.chain_position.desc()).limit(1))
    position = session.scalar(select(func.count()).select_from(chain.subquery())) or 0
    previous, text = last.hash if last else "", canonical_text(content)
    minutes = Minutes(
        huddle_id=huddle.id, place_id=place_id, number=1, chain_position=position + 1,
        canonical_text=text, previous_hash=previous, hash=chained(previous, text),
        audit_sequence=0, audit_hash="", signed_at=at, signed_by_id=signer,
    )  # fmt: skip
    session.add(minutes)
    session.flush()
    return minutes.id
