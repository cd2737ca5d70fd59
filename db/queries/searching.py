"""Finding what the playbook knows, by what people type: problems, answers, remedies, rulings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.queries.counter import playbook_entries
from db.rules.search import Index
from db.rules.words import FoundKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.access import Viewer

BEST = 10


@dataclass(frozen=True, slots=True)
class Found:
    """Something that fits: a problem (`id` is its key), a remedy, or a ruling."""

    kind: FoundKind
    id: int
    title: str


def find(session: Session, viewer: Viewer, *, words: str, limit: int = BEST) -> list[Found]:
    """What fits the words best, best first, in the viewer's scope, forgiving the spelling."""
    best = Index(playbook_entries(session, viewer)).best(words, limit=limit)
    return [Found(FoundKind.PROBLEM, each.id, each.title) for each in best]
