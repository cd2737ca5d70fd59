"""Whether each escalation is what its events add up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from db import access
from db.access import Viewer
from db.rules.replays import (
    ASKED_FACTS,
    END_FACTS,
    REOPENED_FACTS,
    TOLD,
    Happened,
    replayed,
    unlike,
)
from db.tables.escalations import Escalation, EscalationEvent

AT_ONCE = 500
_NAMES = ("id", *dict.fromkeys(TOLD + ASKED_FACTS + END_FACTS + REOPENED_FACTS))


@dataclass(frozen=True, slots=True)
class Unlike:
    """An escalation that its events tell otherwise: which columns, and what in the events
    themselves cannot be.
    """

    escalation_id: int
    columns: tuple[str, ...]
    flaw: str

    @property
    def sentence(self) -> str:
        """What is wrong, for a reader."""
        said = [self.flaw] if self.flaw else []
        if self.columns:
            said.append(f"its events tell otherwise: {', '.join(self.columns)}")
        return f"escalation {self.escalation_id}: {'; '.join(said)}"


def unlike_their_events(session: Session, viewer: Viewer) -> Iterator[Unlike]:
    """The escalations the viewer may see that differ from their events, by key."""
    question = (
        access.visible_escalations(viewer)
        .with_only_columns(*(getattr(Escalation, name) for name in _NAMES))
        .order_by(Escalation.id)
    )
    last = 0
    while rows := _rows(session, question, last):
        happened = _events(session, last, rows[-1]["id"])
        for row in rows:
            told = replayed(happened[row["id"]])
            columns = unlike(told, row)
            if columns or told.flaw:
                yield Unlike(row["id"], columns, told.flaw)
        last = rows[-1]["id"]


def _rows(session: Session, question: Select[*tuple[Any, ...]], after: int) -> list[dict[str, Any]]:
    found = session.execute(question.where(Escalation.id > after).limit(AT_ONCE)).mappings()
    return [dict(each) for each in found]


# Built once: a record is gone through by hundreds.
_EVENTS = (
    select(
        EscalationEvent.escalation_id,
        *(getattr(EscalationEvent, each.name) for each in fields(Happened)),
    )
    .where(
        EscalationEvent.escalation_id > bindparam("after"),
        EscalationEvent.escalation_id <= bindparam("until"),
    )
    .order_by(EscalationEvent.escalation_id, EscalationEvent.sequence)
)


def _events(session: Session, after: int, until: int) -> dict[int, list[Happened]]:
    """The events of the escalations between two keys, in order."""
    found: dict[int, list[Happened]] = defaultdict(list)
    for escalation_id, *event in session.execute(_EVENTS, {"after": after, "until": until}):
        found[escalation_id].append(Happened(*event))
    return found
