"""Whether somebody can come now, and what a manager promises of it for their shift (P51)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from db import audit
from db.access import Permission, Viewer, require
from db.audit import Subject
from db.queries.availability import own_duty
from db.rules.availability import LONGEST_MINUTES
from db.rules.refusals import Refusal
from db.tables.cover import Availability, AvailabilityEvent, AvailabilityPromise

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.queries.availability import OwnShift
    from db.rules.words import AvailabilityState


def set_availability(
    session: Session, viewer: Viewer, *, state: AvailabilityState, at: datetime
) -> None:
    """Say of oneself whether one can come now; saying it again in one shift keeps the first
    since-when. What was said before a shift began holds no more in it.
    """
    if viewer.person_id is None:
        raise Refusal("Only a person can be available.")
    require(viewer, Permission.COUNTER_ASK, viewer.home_path)
    shift = own_duty(session, viewer, now=at).shift
    said = session.get(Availability, viewer.person_id)
    if said is None:
        session.add(Availability(person_id=viewer.person_id, state=state, since=at))
    elif said.state is state and (shift is None or said.since >= shift.starts_at):
        return
    else:
        said.state, said.since = state, at
    session.add(AvailabilityEvent(person_id=viewer.person_id, state=state, said_at=at))
    session.flush()
    audit.record(session, viewer, "availability set",
                 Subject("person", viewer.person_id, viewer.home_place_id), at=at,
                 detail={"state": state})  # fmt: skip


def promise(
    session: Session, viewer: Viewer, *, minutes: int, until: datetime | None = None, at: datetime
) -> None:
    """Promise to be reachable within so many minutes, from now to the end of one's shift or
    `until` a moment in it. It takes the place of what was promised before; the same again changes
    nothing.
    """
    shift = _own_shift(session, viewer, at=at)
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise Refusal(f"Promise to be reachable within 1 to {LONGEST_MINUTES} minutes.")
    ends_at = until or shift.ends_at
    if not at < ends_at <= shift.ends_at:
        raise Refusal("The promise ends after your shift, or before it begins. Change its end.")
    before = shift.promise
    if before is not None and (before.minutes, before.ends_at) == (minutes, ends_at):
        return
    _add(session, viewer, shift, minutes, ends_at, at=at)


def promise_no_more(session: Session, viewer: Viewer, *, at: datetime) -> None:
    """What was promised holds until now; from now on nothing is promised. Without a promise it
    changes nothing.
    """
    shift = _own_shift(session, viewer, at=at)
    if shift.promise is not None:
        _add(session, viewer, shift, None, shift.ends_at, at=at)


def _own_shift(session: Session, viewer: Viewer, *, at: datetime) -> OwnShift:
    """The shift that the viewer is on now, as somebody who may take what is asked there."""
    shift = own_duty(session, viewer, now=at).shift
    if shift is None:
        require(viewer, Permission.ESCALATION_TAKE, viewer.home_path)
        raise Refusal("You are not on duty now. A promise is for a shift that runs.")
    require(viewer, Permission.ESCALATION_TAKE, shift.place_path)
    return shift


def _add(
    session: Session, viewer: Viewer, shift: OwnShift, minutes: int | None, ends_at: datetime,
    *, at: datetime,
) -> None:  # fmt: skip
    session.add(
        AvailabilityPromise(cover_id=shift.id, minutes=minutes, starts_at=at, ends_at=ends_at)
    )
    session.flush()
    act = "availability promised" if minutes else "availability promised no more"
    audit.record(session, viewer, act, Subject("shift", shift.id, shift.place_id), at=at,
                 detail={"minutes": minutes, "until": ends_at.isoformat()})  # fmt: skip
