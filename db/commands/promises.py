"""Acts on promises to call back: make, keep, promise again, hand over, note as missed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from db import access, audit
from db.access import Permission
from db.audit import Subject
from db.commands.scope import active_person, in_turn, place_where
from db.queries.deciders import problem_for
from db.queries.people import viewer_of
from db.rules.promises import PromiseFact, Standing, Window, after, begun, window_of
from db.rules.references import customer_hash
from db.rules.refusals import Conflict, Refusal
from db.rules.words import PromiseEventKind
from db.rules.writing import given_text, optional_text
from db.settings import read_settings
from db.tables.escalations import Escalation
from db.tables.places import Place
from db.tables.promises import Promise, PromiseEvent

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.rules.promises import WrittenWindow


@dataclass(frozen=True, slots=True)
class CallBack:
    """What a customer was promised. `words` say it as the customer heard it, and how to find the
    number to call; of the customer themselves only a keyed hash is kept.
    """

    words: str
    window: WrittenWindow
    customer_reference: str = ""
    problem_id: int | None = None
    escalation_id: int | None = None


def make(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int,
    promised: CallBack,
    submit_key: str,
    at: datetime,
) -> int:
    """Promise to call back; whoever promises owns it. One `submit_key` is one promise."""
    place = place_where(session, viewer, Permission.PROMISE_MAKE, place_id=place_id)
    in_turn(session, submit_key)
    known = session.scalar(select(Promise.id).where(Promise.submit_key == submit_key))
    if known is not None:
        return known
    problem = problem_for(session, viewer, promised.problem_id)
    words = given_text(promised.words, "promise")
    window = window_of(promised.window, at=at)
    promise = Promise(
        place_id=place.id,
        escalation_id=promised.escalation_id,
        problem_id=problem.id if problem else None,
        customer_hash=_customer(session, promised, place),
        words=words,
        made_at=at,
        made_by_id=viewer.person_id,
        submit_key=submit_key,
    )
    fact = PromiseFact(PromiseEventKind.MADE, at, window, viewer.person_id)
    _write(promise, begun(fact))
    session.add(promise)
    session.flush()
    _tell(session, viewer, promise, fact, words=words)
    return promise.id


def keep(session: Session, viewer: Viewer, *, promise_id: int, at: datetime) -> None:
    """The customer was called. Within the window, its end included, it is kept; else it is late."""
    _act(session, viewer, promise_id, PromiseFact(PromiseEventKind.KEPT, at))


def miss(session: Session, viewer: Viewer, *, promise_id: int, why: str, at: datetime) -> None:
    """Note that nobody called and nobody will: it leaves the list, and counts as missed."""
    words = given_text(why, "reason")
    _act(session, viewer, promise_id, PromiseFact(PromiseEventKind.MISSED, at), words=words)


def promise_again(
    session: Session,
    viewer: Viewer,
    *,
    promise_id: int,
    window: WrittenWindow,
    why: str = "",
    version: int,
    at: datetime,
) -> None:
    """Agree another window with the customer: in time before the first one ends, or after it broke.

    `version` is the one that the viewer saw: two colleagues do not promise two windows.
    """
    fact = PromiseFact(PromiseEventKind.PROMISED_AGAIN, at, window_of(window, at=at))
    words = optional_text(why, "reason")
    _act(session, viewer, promise_id, fact, words=words, version=version)


def hand_over(
    session: Session, viewer: Viewer, *, promise_id: int, owner_id: int, at: datetime
) -> None:
    """Give a promise to another owner, who works where it was made."""
    promise, place = _locked(session, viewer, promise_id)
    owner = active_person(session, owner_id)
    seen = viewer_of(session, owner.id)
    if seen is None or not access.may(seen, Permission.PROMISE_MAKE, place.path):
        raise Refusal(f"{owner.name} does not work at {place.name}. Choose somebody who does.")
    if promise.owner_id == owner_id:
        return
    fact = PromiseFact(PromiseEventKind.HANDED_OVER, at, owner_id=owner_id)
    _write(promise, after(_standing(promise), fact))
    _tell(session, viewer, promise, fact)


def _customer(session: Session, promised: CallBack, place: Place) -> str | None:
    """The customer as the record knows them; the escalation knows them if nothing else does."""
    kept = customer_hash(promised.customer_reference, read_settings().secret())
    if promised.escalation_id is None:
        return kept
    escalation = session.get(Escalation, promised.escalation_id)
    if escalation is None or escalation.place_id != place.id:
        raise Refusal("There is no such escalation here. Choose one from the list.")
    return kept or escalation.customer_hash


def _act(
    session: Session,
    viewer: Viewer,
    promise_id: int,
    fact: PromiseFact,
    *,
    words: str = "",
    version: int | None = None,
) -> None:
    promise, _ = _locked(session, viewer, promise_id)
    if version is not None and promise.version != version:
        raise Conflict("Somebody changed this promise meanwhile. Read it again, then decide.")
    _write(promise, after(_standing(promise), fact))
    _tell(session, viewer, promise, fact, words=words)


def _locked(session: Session, viewer: Viewer, promise_id: int) -> tuple[Promise, Place]:
    promise = session.scalar(select(Promise).where(Promise.id == promise_id).with_for_update())
    if promise is None:
        raise Refusal("There is no such promise. Choose one from the list.")
    place = session.get_one(Place, promise.place_id)
    access.require(viewer, Permission.PROMISE_MAKE, place.path)
    return promise, place


def _standing(promise: Promise) -> Standing:
    return Standing(
        Window(promise.zone, promise.begins_at, promise.ends_at), promise.owner_id,
        promise.times_promised, promise.kept_at, promise.broke_at, promise.closed_at,
    )  # fmt: skip


def _write(promise: Promise, standing: Standing) -> None:
    promise.zone = standing.window.zone
    promise.begins_at, promise.ends_at = standing.window.begins_at, standing.window.ends_at
    promise.owner_id, promise.times_promised = standing.owner_id, standing.times_promised
    promise.kept_at, promise.broke_at = standing.kept_at, standing.broke_at
    promise.closed_at = standing.closed_at


def _tell(
    session: Session, viewer: Viewer, promise: Promise, fact: PromiseFact, *, words: str = ""
) -> None:
    """Append the event, and write the audit trail."""
    last = select(func.max(PromiseEvent.sequence)).where(PromiseEvent.promise_id == promise.id)
    window = fact.window
    session.add(
        PromiseEvent(
            promise_id=promise.id,
            sequence=(session.scalar(last) or 0) + 1,
            kind=fact.kind,
            at=fact.at,
            person_id=viewer.person_id,
            zone=window.zone if window else None,
            begins_at=window.begins_at if window else None,
            ends_at=window.ends_at if window else None,
            owner_id=fact.owner_id,
            words=words,
        )
    )
    session.flush()
    detail = {"until": window.ends_at.isoformat()} if window else {}
    subject = Subject("promise", promise.id, promise.place_id)
    audit.record(session, viewer, f"promise {fact.kind.label}", subject, at=fact.at, detail=detail)
