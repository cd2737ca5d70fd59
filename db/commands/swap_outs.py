"""Acts on "take over from me" (P71): whoever is on duty may, and nobody asks why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from db import audit
from db.access import Permission
from db.audit import Subject
from db.commands.scope import in_turn, place_where
from db.rules.refusals import Conflict, NotPermitted, Refusal
from db.rules.words import SwapEnding
from db.tables.people import Person
from db.tables.safety import SwapOut, SwapOutEnding

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer


def ask(session: Session, viewer: Viewer, *, place_id: int, submit_key: str, at: datetime) -> int:
    """Ask to be taken over from. One `submit_key` asks once."""
    place = place_where(session, viewer, Permission.ESCALATION_ASK, place_id=place_id)
    in_turn(session, submit_key)
    known = session.scalar(select(SwapOut.id).where(SwapOut.submit_key == submit_key))
    if known is not None:
        return known
    if viewer.person_id is None:
        raise NotPermitted("Only a person can be taken over from.")
    row = SwapOut(place_id=place.id, asker_id=viewer.person_id, asked_at=at, submit_key=submit_key)
    session.add(row)
    session.flush()
    audit.record(
        session, viewer, "swap-out asked for", Subject("swap-out", row.id, place.id), at=at
    )
    return row.id


def take_over(session: Session, viewer: Viewer, *, swap_out_id: int, at: datetime) -> None:
    """Take over; the second is told who was first."""
    row = _row(session, swap_out_id)
    place_where(session, viewer, Permission.ESCALATION_ASK, place_id=row.place_id)
    if row.asker_id == viewer.person_id:
        raise Refusal("You asked for this yourself. Somebody else takes over.")
    _end(session, viewer, row, SwapEnding.TAKEN_OVER, "swap-out taken over", at=at)


def not_needed(session: Session, viewer: Viewer, *, swap_out_id: int, at: datetime) -> None:
    """The asker goes on by themselves."""
    row = _row(session, swap_out_id)
    place_where(session, viewer, Permission.ESCALATION_ASK, place_id=row.place_id)
    if row.asker_id != viewer.person_id:
        raise NotPermitted("Somebody else asked for this. Take over, or leave it to others.")
    _end(session, viewer, row, SwapEnding.NOT_NEEDED, "swap-out not needed", at=at)


def _row(session: Session, swap_out_id: int) -> SwapOut:
    row = session.get(SwapOut, swap_out_id, with_for_update=True)
    if row is None:
        raise Refusal("Nobody asked for this. Choose a request from the list.")
    return row


def _end(
    session: Session, viewer: Viewer, row: SwapOut, kind: SwapEnding, act: str, *, at: datetime
) -> None:
    before = session.scalar(select(SwapOutEnding).where(SwapOutEnding.swap_out_id == row.id))
    if before is not None and (before.kind, before.person_id) == (kind, viewer.person_id):
        return
    if before is not None:
        first = session.get_one(Person, before.person_id).name
        said = "took over already" if before.kind is SwapEnding.TAKEN_OVER else "needs it no more"
        raise Conflict(f"{first} {said}.")
    if viewer.person_id is None:
        raise NotPermitted("Only a person can take over.")
    session.add(SwapOutEnding(swap_out_id=row.id, kind=kind, at=at, person_id=viewer.person_id))
    session.flush()
    audit.record(session, viewer, act, Subject("swap-out", row.id, row.place_id), at=at)
