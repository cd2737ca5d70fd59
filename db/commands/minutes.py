"""Acts on minutes: sign them, and add to what was signed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Subject
from db.commands.huddle_leading import led_huddle
from db.queries.huddle_items import ItemView, items_of
from db.queries.huddles import attendance_of
from db.rules import huddles as rules
from db.rules import writing
from db.rules.minutes import chained
from db.rules.minutes_text import (
    Addendum,
    MinutedItem,
    MinutesContent,
    Said,
    canonical_text,
    read_canonical,
)
from db.rules.refusals import Refusal
from db.rules.words import HuddleState, ItemOutcome
from db.tables.huddles import Huddle
from db.tables.minutes import Minutes
from db.tables.people import Person
from db.tables.places import Place

SIGNED = (HuddleState.SIGNED, HuddleState.AUDITED)


@dataclass(frozen=True, slots=True)
class SignedVersion:
    """The version that was signed: its key, its number and its hash."""

    minutes_id: int
    number: int
    hash: str


def sign(session: Session, viewer: Viewer, *, huddle_id: int, at: datetime) -> SignedVersion:
    """Sign the minutes of a closed huddle; its chair or a manager may.

    The text is chained to what was signed before it at the same place, and remembers the head of
    the audit trail. Signing again, by the same person, returns the first version.
    """
    huddle, place = led_huddle(session, viewer, Permission.MINUTES_SIGN, huddle_id=huddle_id)
    if huddle.state in SIGNED:
        return _signed_already(session, viewer, huddle)
    rules.check_move(huddle.state, HuddleState.SIGNED)
    signer = _signer(viewer)
    content = _content(session, huddle, place, Said(viewer.name, at))
    huddle.state, huddle.signed_at = HuddleState.SIGNED, at
    return _keep(session, viewer, content, place, signer, at=at)


def add_addendum(
    session: Session, viewer: Viewer, *, huddle_id: int, text: str, at: datetime
) -> SignedVersion:
    """Correct signed minutes by adding to them: the next version, signed and chained as well.

    The same words again, as a double click makes them, return the version that holds them.
    """
    huddle, place = led_huddle(session, viewer, Permission.MINUTES_SIGN, huddle_id=huddle_id)
    if huddle.state not in SIGNED:
        raise Refusal("These minutes are not signed yet. Correct the huddle itself.")
    words = writing.given_text(text, "addendum")
    newest = _newest(session, huddle)
    if newest.addendum == words and newest.signed_by_id == viewer.person_id:
        return SignedVersion(newest.id, newest.number, newest.hash)
    former = read_canonical(newest.canonical_text)
    content = replace(
        former,
        number=newest.number + 1,
        signed=Said(viewer.name, at),
        addenda=(*former.addenda, Addendum(words, viewer.name, at)),
    )
    return _keep(session, viewer, content, place, _signer(viewer), at=at, addendum=words)


def _signer(viewer: Viewer) -> int:
    if viewer.person_id is None:
        raise Refusal("Minutes are signed by a person.")
    return viewer.person_id


def _signed_already(session: Session, viewer: Viewer, huddle: Huddle) -> SignedVersion:
    first = session.scalars(
        select(Minutes).where(Minutes.huddle_id == huddle.id, Minutes.number == 1)
    ).one()
    if first.signed_by_id == viewer.person_id:
        return SignedVersion(first.id, first.number, first.hash)
    name = session.get_one(Person, first.signed_by_id).name
    raise Refusal(f"These minutes were already signed by {name}. They can only be added to.")


def _newest(session: Session, huddle: Huddle) -> Minutes:
    question = select(Minutes).where(Minutes.huddle_id == huddle.id)
    return session.scalars(question.order_by(Minutes.number.desc()).limit(1)).one()


def _keep(
    session: Session,
    viewer: Viewer,
    content: MinutesContent,
    place: Place,
    signer: int,
    *,
    at: datetime,
    addendum: str = "",
) -> SignedVersion:
    """Chain a version and write it, with the head of the trail as its own entry made it."""
    # Two huddles of one place may be signed at the same moment: the chain has one end.
    session.get_one(Place, place.id, with_for_update=True, populate_existing=True)
    last = session.scalar(
        select(Minutes)
        .where(Minutes.place_id == place.id)
        .order_by(Minutes.chain_position.desc())
        .limit(1)
    )
    text = canonical_text(content)
    previous = last.hash if last else ""
    detail = {"version": content.number, "hash": chained(previous, text)}
    act = "addendum signed" if addendum else "minutes signed"
    subject = Subject("huddle", content.huddle_id, place.id)
    entry = audit.record(session, viewer, act, subject, at=at, detail=detail)
    minutes = Minutes(
        huddle_id=content.huddle_id,
        place_id=place.id,
        number=content.number,
        chain_position=(last.chain_position if last else 0) + 1,
        canonical_text=text,
        addendum=addendum,
        previous_hash=previous,
        hash=chained(previous, text),
        audit_sequence=entry.sequence,
        audit_hash=entry.hash,
        signed_at=at,
        signed_by_id=signer,
    )
    session.add(minutes)
    session.flush()
    return SignedVersion(minutes.id, minutes.number, minutes.hash)


def _content(session: Session, huddle: Huddle, place: Place, signed: Said) -> MinutesContent:
    people = attendance_of(session, huddle_id=huddle.id, path=place.path)
    if huddle.started_at is None or huddle.closed_at is None:
        raise Refusal("This huddle was never held, so there is nothing to sign.")
    return MinutesContent(
        huddle_id=huddle.id,
        number=1,
        name=huddle.name,
        place=place.name,
        zone=place.zone,
        held_on=huddle.held_on,
        budget_minutes=huddle.budget_minutes,
        started_at=huddle.started_at,
        closed_at=huddle.closed_at,
        chair=session.get_one(Person, huddle.chair_id).name,
        present=tuple(each.name for each in people if each.is_present),
        away=tuple(each.name for each in people if not each.is_present),
        items=tuple(
            _minuted(item, item.outcome)
            for item in items_of(session, huddle_id=huddle.id, path=place.path)
            if item.outcome is not None
        ),
        numbers=huddle.numbers,
        confirmations=tuple(
            Said(each.name, each.confirmed_at)
            for each in sorted(people, key=lambda each: each.person_id)
            if each.confirmed_at is not None
        ),
        signed=signed,
    )


def _minuted(item: ItemView, outcome: ItemOutcome) -> MinutedItem:
    return MinutedItem(
        position=item.number,
        kind=item.kind,
        title=item.title,
        problem=item.problem_title,
        origin=item.origin,
        outcome=outcome,
        text=item.outcome_text,
        is_answered=item.is_answered,
        owner=item.owner_name,
        due_on=item.due_on,
    )
