"""Questions about signed minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from db import access
from db.access import Viewer
from db.rules.minutes import Link, export_text
from db.rules.minutes_text import MinutesContent, read_canonical
from db.rules.refusals import Refusal
from db.tables.huddles import Huddle
from db.tables.minutes import Finding, Minutes, ReadReceipt
from db.tables.people import Person
from db.tables.places import Place


@dataclass(frozen=True, slots=True)
class MinutesRow:
    """The newest version of a huddle's minutes, as lists show it."""

    id: int
    huddle_id: int
    number: int
    name: str
    place_id: int
    place_name: str
    zone: str
    held_on: date
    signed_at: datetime
    signed_by: str
    content: MinutesContent


@dataclass(frozen=True, slots=True)
class MinutesVersion:
    """One signed version with its content and its place in the chain."""

    id: int
    huddle_id: int
    number: int
    place_id: int
    chain_position: int
    content: MinutesContent
    addendum: str
    previous_hash: str
    hash: str
    signed_at: datetime
    signed_by: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Who read a huddle's minutes for the region, when, and what they found."""

    reader: str
    read_at: datetime
    findings: tuple[str, ...]


def signed_minutes(
    session: Session,
    viewer: Viewer,
    *,
    words: str = "",
    limit: int = 25,
    offset: int = 0,
) -> tuple[list[MinutesRow], int]:
    """One page of the newest version of each signed minutes, the latest huddle first, and how
    many there are. `words` are looked for in all that the minutes say.
    """
    later = aliased(Minutes)
    newer = select(later.id).where(
        later.huddle_id == Minutes.huddle_id, later.number > Minutes.number
    )
    question = access.visible_minutes(viewer).where(~newer.exists())
    for word in words.lower().split():
        pattern = f"%{word.replace('%', '').replace('_', ' ')}%"
        question = question.where(func.lower(Minutes.canonical_text).like(pattern))
    total = session.scalar(select(func.count()).select_from(question.subquery())) or 0
    return _page(session, question, limit=limit, offset=offset), total


def _page(
    session: Session, question: Select[Minutes], *, limit: int, offset: int
) -> list[MinutesRow]:
    signer = aliased(Person)
    wide = (
        question.add_columns(Huddle, Place, signer.name)
        .join(Huddle, Huddle.id == Minutes.huddle_id)
        .join(signer, signer.id == Minutes.signed_by_id)
        .order_by(Huddle.held_on.desc(), Minutes.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [
        MinutesRow(
            id=minutes.id,
            huddle_id=huddle.id,
            number=minutes.number,
            name=huddle.name,
            place_id=place.id,
            place_name=place.name,
            zone=place.zone,
            held_on=huddle.held_on,
            signed_at=minutes.signed_at,
            signed_by=signed_by,
            content=read_canonical(minutes.canonical_text),
        )
        for minutes, huddle, place, signed_by in session.execute(wide)
    ]


def versions(session: Session, viewer: Viewer, *, huddle_id: int) -> list[MinutesVersion]:
    """Every signed version of a huddle's minutes, the first one first; a `Refusal` when there is
    none that the viewer may see.
    """
    question = (
        access.visible_minutes(viewer)
        .add_columns(Person.name)
        .join(Person, Person.id == Minutes.signed_by_id)
        .where(Minutes.huddle_id == huddle_id)
        .order_by(Minutes.number)
    )
    found = [_version(minutes, signed_by) for minutes, signed_by in session.execute(question)]
    if not found:
        raise Refusal("There are no such minutes for you. Choose signed ones from the list.")
    return found


def _version(minutes: Minutes, signed_by: str) -> MinutesVersion:
    return MinutesVersion(
        id=minutes.id,
        huddle_id=minutes.huddle_id,
        number=minutes.number,
        place_id=minutes.place_id,
        chain_position=minutes.chain_position,
        content=read_canonical(minutes.canonical_text),
        addendum=minutes.addendum,
        previous_hash=minutes.previous_hash,
        hash=minutes.hash,
        signed_at=minutes.signed_at,
        signed_by=signed_by,
    )


def readings(session: Session, viewer: Viewer, *, huddle_id: int) -> list[Reading]:
    """Who read a huddle's minutes for the region, in order, each with their findings."""
    question = (
        access.visible_minutes(viewer)
        .add_columns(Person.id, Person.name, func.min(ReadReceipt.read_at))
        .join(ReadReceipt, ReadReceipt.minutes_id == Minutes.id)
        .join(Person, Person.id == ReadReceipt.person_id)
        .where(Minutes.huddle_id == huddle_id)
        .with_only_columns(Person.id, Person.name, func.min(ReadReceipt.read_at))
        .group_by(Person.id, Person.name)
        .order_by(func.min(ReadReceipt.read_at), Person.id)
    )
    readers = list(session.execute(question))
    if not readers:
        return []
    found = (
        select(Finding.raised_by_id, Finding.text)
        .join(Minutes, Minutes.id == Finding.minutes_id)
        .where(Minutes.huddle_id == huddle_id)
        .order_by(Finding.raised_at, Finding.id)
    )
    findings = list(session.execute(found))
    return [
        Reading(name, read_at, tuple(text for by, text in findings if by == person_id))
        for person_id, name, read_at in readers
    ]


def chain(session: Session, viewer: Viewer, *, place_id: int) -> list[Link]:
    """The chain of a place's minutes, whole and in order, for `db.rules.minutes.verify_chain`."""
    question = (
        access.visible_minutes(viewer)
        .where(Minutes.place_id == place_id)
        .order_by(Minutes.chain_position)
    )
    return [_link(each) for each in session.scalars(question)]


def export(session: Session, viewer: Viewer, *, huddle_id: int, whole_place: bool = False) -> str:
    """The file for an auditor: the versions of one huddle's minutes, or the whole chain of its
    place; a `Refusal` when there are none that the viewer may see.
    """
    first = versions(session, viewer, huddle_id=huddle_id)[0]
    links = chain(session, viewer, place_id=first.place_id)
    if not whole_place:
        question = access.visible_minutes(viewer).where(Minutes.huddle_id == huddle_id)
        links = [_link(each) for each in session.scalars(question.order_by(Minutes.number))]
    return export_text(first.content.place, links)


def _link(minutes: Minutes) -> Link:
    return Link(minutes.chain_position, minutes.canonical_text, minutes.previous_hash, minutes.hash)
