"""Whether anything stands on the Now screen, asked in one statement for each of its two halves.

Mostly nothing does. What is added to the screen and seldom there belongs here: one column more
costs next to nothing, and what it stands for is asked only where it says yes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from db.queries.after_care import due_soon, soon
from db.queries.escalations import open_to
from db.queries.happenings import NEWEST, Mark
from db.queries.promises import due_before
from db.queries.rulings import to_answer
from db.queries.swap_outs import STANDS, standing
from db.session import rows_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from db.access import Viewer


@dataclass(frozen=True, slots=True)
class QueueNews:
    """How far this look went, and whether an ask is open, a ruling waits, or somebody asks to be
    taken over from.
    """

    seen: Mark
    has_asks: bool
    has_rulings: bool
    has_swap_outs: bool


@dataclass(frozen=True, slots=True)
class BesideNews:
    """Whether after-care or promises may be due."""

    has_care: bool
    has_promises: bool


def queue_news(session: Session, viewer: Viewer, *, now: datetime) -> QueueNews:
    """What has to be asked for before the queue is drawn."""
    given = {"person_id": viewer.person_id, "since": now - STANDS}
    *newest, asks, rulings, swap_outs = rows_of(session, _queue(viewer), given).one()
    mark = Mark(*(each or 0 for each in newest))
    return QueueNews(mark, bool(asks), bool(rulings), bool(swap_outs))


def beside_news(
    session: Session, viewer: Viewer, *, promised_before: datetime, now: datetime
) -> BesideNews:
    """What has to be asked for before what stands beside the queue is drawn."""
    given = {"person_id": viewer.person_id, "before": promised_before, "soon": soon(now)}
    return BesideNews(*map(bool, rows_of(session, _beside(viewer), given).one()))


# A statement that is built once is compiled once.
@lru_cache(maxsize=512)
def _queue(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return select(
        *NEWEST, open_to(viewer).exists(), to_answer(viewer).exists(), standing(viewer).exists()
    )


@lru_cache(maxsize=512)
def _beside(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return select(due_soon(viewer).exists(), due_before(viewer).exists())
