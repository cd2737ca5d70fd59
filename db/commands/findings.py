"""Acts of the audit: minutes read, findings left, answered and closed."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Subject
from db.commands.scope import place_where
from db.queries.findings import owner_query
from db.rules.minutes_text import read_canonical
from db.rules.refusals import Conflict, Refusal
from db.rules.words import HuddleState
from db.rules.writing import given_text
from db.tables.huddles import Huddle
from db.tables.minutes import Finding, Minutes, ReadReceipt
from db.tables.places import Place


def mark_read(session: Session, viewer: Viewer, *, minutes_id: int, at: datetime) -> None:
    """Say that the viewer read these minutes for the region; saying it twice changes nothing."""
    minutes, huddle, place = _audited(session, viewer, minutes_id)
    if viewer.person_id is None:
        raise Refusal("Only a person can have read minutes.")
    if session.get(ReadReceipt, (minutes.id, viewer.person_id)) is not None:
        return
    session.add(ReadReceipt(minutes_id=minutes.id, person_id=viewer.person_id, read_at=at))
    if huddle.state is HuddleState.SIGNED:
        huddle.state = HuddleState.AUDITED
    session.flush()
    audit.record(session, viewer, "minutes read", Subject("minutes", minutes.id, place.id), at=at)


def leave(
    session: Session,
    viewer: Viewer,
    *,
    minutes_id: int,
    text: str,
    owner_id: int,
    due_on: date,
    submit_key: str,
    item_position: int | None = None,
    at: datetime,
) -> int:
    """Leave a finding in minutes, for a manager of that place to answer; returns its key.

    Whoever finds something has read the minutes, so they are marked as read too. Raises
    `Refusal` for an empty text, an owner who does not manage the place, a day that has passed,
    and an item that is not in the minutes.
    """
    minutes, _, place = _audited(session, viewer, minutes_id)
    if viewer.person_id is None:
        raise Refusal("Only a person can leave a finding.")
    known = session.scalar(select(Finding.id).where(Finding.submit_key == submit_key))
    if known is not None:
        return known
    text = given_text(text, "finding")
    if session.execute(owner_query(place.path, owner_id)).first() is None:
        raise Refusal(f"Choose an owner who manages {place.name}.")
    if due_on <= at.astimezone(ZoneInfo(place.zone)).date():
        raise Refusal("A finding is due after today. Choose a later day.")
    _check_item(minutes, item_position)
    mark_read(session, viewer, minutes_id=minutes.id, at=at)
    finding = Finding(minutes_id=minutes.id, place_id=place.id, item_position=item_position,
                      text=text, raised_at=at, raised_by_id=viewer.person_id, owner_id=owner_id,
                      due_on=due_on, submit_key=submit_key)  # fmt: skip
    session.add(finding)
    session.flush()
    audit.record(session, viewer, "finding left", Subject("finding", finding.id, place.id), at=at,
                 detail={"minutes": minutes.id, "owner": owner_id, "due_on": due_on})  # fmt: skip
    return finding.id


def answer(session: Session, viewer: Viewer, *, finding_id: int, text: str, at: datetime) -> None:
    """Answer a finding for the office. Until the region closes it, a new answer replaces the
    former one, which the audit trail keeps.
    """
    finding, place = _open(session, viewer, finding_id, Permission.FINDING_ANSWER)
    text = given_text(text, "answer")
    former = finding.answer
    if text == former:
        return
    finding.answer, finding.answered_at, finding.answered_by_id = text, at, viewer.person_id
    session.flush()
    audit.record(session, viewer, "finding answered", Subject("finding", finding.id, place.id),
                 at=at, detail={"answer": text, "former": former})  # fmt: skip


def close(session: Session, viewer: Viewer, *, finding_id: int, at: datetime) -> None:
    """Close a finding for the region, once the office has answered it."""
    finding, place = _open(session, viewer, finding_id, Permission.MINUTES_AUDIT)
    if finding.answered_at is None:
        raise Refusal(f"{place.name} has not answered this finding yet.")
    finding.closed_at = at
    session.flush()
    audit.record(session, viewer, "finding closed", Subject("finding", finding.id, place.id),
                 at=at)  # fmt: skip


def _audited(session: Session, viewer: Viewer, minutes_id: int) -> tuple[Minutes, Huddle, Place]:
    """The minutes with their huddle, which is held so that a second submit waits for the first."""
    minutes = session.get(Minutes, minutes_id)
    if minutes is None:
        raise Refusal("There are no such minutes. Choose signed ones from the list.")
    place = place_where(session, viewer, Permission.MINUTES_AUDIT, place_id=minutes.place_id)
    huddle = session.get_one(
        Huddle, minutes.huddle_id, with_for_update=True, populate_existing=True
    )
    return minutes, huddle, place


def _open(
    session: Session, viewer: Viewer, finding_id: int, permission: Permission
) -> tuple[Finding, Place]:
    finding = session.get(Finding, finding_id, with_for_update=True, populate_existing=True)
    if finding is None:
        raise Refusal("There is no such finding. Choose one from the list.")
    place = place_where(session, viewer, permission, place_id=finding.place_id)
    if finding.closed_at is not None:
        raise Conflict("This finding is closed already. Nothing was changed.")
    return finding, place


def _check_item(minutes: Minutes, position: int | None) -> None:
    items = read_canonical(minutes.canonical_text).items
    if position is not None and position not in {item.position for item in items}:
        raise Refusal("There is no such item in these minutes. Choose one of them.")
