"""Whether anything stands above the counter card, asked in one statement at every run.

Nearly always nothing does. What is added to the screen and seldom there belongs here: one column
more costs next to nothing, and what it stands for is asked only where it says yes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import select

from db.queries.backlogs import WITH_TEAMS
from db.queries.escalations import OWN_OPEN
from db.queries.exemplars import PROMOTED
from db.queries.limit_readings import UNREAD
from db.queries.rulings import LATELY_ASKED
from db.queries.swap_outs import STANDS, standing
from db.rules.rulings import LATELY
from db.session import rows_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from db.access import Viewer


@dataclass(frozen=True, slots=True)
class CounterNews:
    """Whether an ask of the viewer's own is open, somebody asks to be taken over from, limits of
    theirs changed and were not read, and they asked for a ruling lately; whether any words that
    worked were promoted, and any problem lies with a team.
    """

    has_open_asks: bool
    has_swap_outs: bool
    has_changes_to_read: bool
    has_rulings: bool
    has_exemplars: bool
    has_briefs: bool


def counter_news(session: Session, viewer: Viewer, *, now: datetime) -> CounterNews:
    """What has to be asked for before the card is drawn."""
    given = {"person_id": viewer.person_id, "since": now - STANDS, "lately": now - LATELY}
    return CounterNews(*map(bool, rows_of(session, _any(viewer), given).one()))


# A statement that is built once is compiled once.
@lru_cache(maxsize=512)
def _any(viewer: Viewer) -> Select[*tuple[bool, ...]]:
    return select(
        OWN_OPEN.exists(),
        standing(viewer).exists(),
        UNREAD.exists(),
        LATELY_ASKED.exists(),
        PROMOTED.exists(),
        WITH_TEAMS.exists(),
    )
