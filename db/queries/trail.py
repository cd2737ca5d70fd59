"""The audit trail as its readers see it: only what happened at their places."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from db import access, audit
from db.access import Viewer
from db.rules.flaws import Flaw
from db.rules.words import Role
from db.settings import read_settings
from db.tables.audit import AuditEntry
from db.tables.people import Person
from db.tables.places import Place


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One act: who did what to what, where and when; `detail` is said as pairs."""

    sequence: int
    at: datetime
    actor: str
    act: str
    subject: str
    place_name: str
    detail: tuple[tuple[str, str], ...]
    hash: str


def trail(
    session: Session, viewer: Viewer, *, words: str, limit: int, offset: int
) -> tuple[list[TrailRow], int]:
    """One page of the trail, the latest act first, and how many acts fit.

    Regional managers and administrators see the acts at their places and below; an act that
    belongs to no place is seen by those who answer for the whole organisation.
    """
    question = _entries(viewer)
    for word in words.lower().split():
        pattern = f"%{word.replace('%', '').replace('_', ' ')}%"
        said = (AuditEntry.act, AuditEntry.subject_kind, AuditEntry.detail, Person.name, Place.name)
        question = question.where(or_(*(func.lower(each).like(pattern) for each in said)))
    total = session.scalar(select(func.count()).select_from(question.subquery())) or 0
    page = question.order_by(AuditEntry.sequence.desc()).limit(limit).offset(offset)
    return [_row(*each) for each in session.execute(page)], total


def flaws(session: Session) -> list[Flaw]:
    """Everything that is wrong with the chain, compared with the seals outside the database."""
    return audit.verify(session, seals_file=read_settings().seals)


def _entries(viewer: Viewer) -> Select[AuditEntry, str | None, str | None]:
    paths = viewer.paths(Role.REGIONAL, Role.ADMINISTRATOR)
    seen = access.below(Place.path, paths)
    if viewer.is_system or any(len(access.ancestors(path)) == 1 for path in paths):
        seen = seen | AuditEntry.place_id.is_(None)
    if viewer.is_system:
        seen = seen | AuditEntry.place_id.is_not(None)
    return (
        select(AuditEntry, Person.name, Place.name)
        .outerjoin(Person, Person.id == AuditEntry.actor_id)
        .outerjoin(Place, Place.id == AuditEntry.place_id)
        .where(seen)
    )


def _row(entry: AuditEntry, actor: str | None, place: str | None) -> TrailRow:
    detail = json.loads(entry.detail)
    return TrailRow(
        sequence=entry.sequence,
        at=entry.at,
        actor=actor or "Readyroom",
        act=entry.act,
        subject=f"{entry.subject_kind} {entry.subject_id}",
        place_name=place or "",
        detail=tuple((key.replace("_", " "), _said(value)) for key, value in detail.items()),
        hash=entry.hash,
    )


def _said(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(_said(each) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_said(each)}" for key, each in value.items())
    return "" if value is None else str(value)
