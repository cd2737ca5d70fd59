"""What forms let people choose from: the rungs of the ladder, and the remedies in use."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.rules.words import CountedIn, RemedyKind
from db.tables.people import Grade
from db.tables.remedies import Remedy


@dataclass(frozen=True, slots=True)
class GradeRow:
    """A rung of the authority ladder; a higher rank may give more."""

    id: int
    name: str
    rank: int


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """A remedy of the catalogue."""

    id: int
    code: str
    name: str
    kind: RemedyKind
    counted_in: CountedIn
    needs_evidence: bool


def grades(session: Session) -> list[GradeRow]:
    """Every grade, the lowest first. They hold for the whole organisation, so all may see them."""
    found = session.scalars(select(Grade).order_by(Grade.rank))
    return [GradeRow(each.id, each.name, each.rank) for each in found]


def remedies(session: Session) -> list[CatalogueRow]:
    """Every remedy in use, by name. The catalogue is the organisation's, so all may see it."""
    question = select(Remedy).where(Remedy.deactivated_at.is_(None))
    return [
        CatalogueRow(each.id, each.code, each.name, each.kind, each.counted_in, each.needs_evidence)
        for each in session.scalars(question.order_by(Remedy.name, Remedy.id))
    ]
