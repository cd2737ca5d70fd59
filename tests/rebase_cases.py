"""New usual ranges, for tests."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from db.commands import rebases
from tests.world import NOW, World

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def rebase(
    session: Session,
    made: World,
    *,
    starts_on: date,
    office: str = "Nairobi",
    reason: str = "New refund limits",
    at: datetime = NOW,
) -> int:
    """A range that the manager of the office began."""
    return rebases.start(
        session, made.viewers[f"{office} manager"], place_id=made.places[office],
        starts_on=starts_on, reason=reason, submit_key=uuid4().hex, at=at,
    )  # fmt: skip
