"""Who asks to be taken over from, for those who could; and one's own request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from db import access
from db.session import rows_of
from db.tables.people import Person
from db.tables.places import Place
from db.tables.safety import SwapOut, SwapOutEnding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from db.access import Viewer

# Whoever waited so long was helped otherwise, or has gone.
STANDS = timedelta(minutes=30)
Taker = aliased(Person)


@dataclass(frozen=True, slots=True)
class SwapRow:
    """One request: who, at which desk, where, since when; and who took over, or nobody yet."""

    id: int
    asker_id: int
    asker: str
    desk: str
    place_name: str
    asked_at: datetime
    taken_by: str | None


def swap_outs(session: Session, viewer: Viewer, *, now: datetime) -> list[SwapRow]:
    """The requests of the last half hour that stand where the viewer works, and the viewer's own
    with whoever took over; the longest first.
    """
    given = {"since": now - STANDS, "person_id": viewer.person_id}
    rows = [SwapRow(*each) for each in rows_of(session, standing(viewer), given)]
    return [row for row in rows if row.taken_by is None or row.asker_id == viewer.person_id]


@dataclass(frozen=True, slots=True)
class StandingSwap:
    """One request that nobody answered, as it fits on one line: who, where, since when."""

    id: int
    path: str
    asker_id: int
    asker: str
    desk: str
    place_name: str
    asked_at: datetime


def standing_swaps(session: Session, *, now: datetime) -> list[StandingSwap]:
    """Every request of the last half hour that stands anywhere, the longest first."""
    return [StandingSwap(*each) for each in rows_of(session, _ANYWHERE, {"since": now - STANDS})]


def swaps_for(viewer: Viewer, swaps: Iterable[StandingSwap]) -> list[StandingSwap]:
    """Those that this viewer could answer: of others, where the viewer works."""
    return [
        each
        for each in swaps
        if each.asker_id != viewer.person_id
        and access.may(viewer, access.Permission.ESCALATION_ASK, each.path)
    ]


# Asked by the server for all screens at once; `swaps_for` decides whose each is.
_ANYWHERE = (
    select(
        SwapOut.id, Place.path, SwapOut.asker_id, Person.name, Person.desk, Place.name,
        SwapOut.asked_at,
    )
    .join(Place, Place.id == SwapOut.place_id)
    .join(Person, Person.id == SwapOut.asker_id)
    .outerjoin(SwapOutEnding, SwapOutEnding.swap_out_id == SwapOut.id)
    .where(SwapOut.asked_at > bindparam("since"), SwapOutEnding.id.is_(None))
    .order_by(SwapOut.asked_at, SwapOut.id)
)  # fmt: skip


# Asked at every run of the counter card and of the live queue, therefore built once.
@lru_cache(maxsize=512)
def standing(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    """The requests asked for after `since` that stand, and the answered ones of `person_id`."""
    worked = access.worked_places(viewer).with_only_columns(Place.id)
    return (
        select(
            SwapOut.id, SwapOut.asker_id, Person.name, Person.desk, Place.name, SwapOut.asked_at,
            Taker.name,
        )
        .join(Place, Place.id == SwapOut.place_id)
        .join(Person, Person.id == SwapOut.asker_id)
        .outerjoin(SwapOutEnding, SwapOutEnding.swap_out_id == SwapOut.id)
        .outerjoin(Taker, Taker.id == SwapOutEnding.person_id)
        .where(
            SwapOut.asked_at > bindparam("since"),
            SwapOut.place_id.in_(worked),
            (SwapOutEnding.swap_out_id.is_(None))
            | (
                (SwapOut.asker_id == bindparam("person_id"))
                & (SwapOutEnding.person_id != SwapOut.asker_id)
            ),
        )
        .order_by(SwapOut.asked_at, SwapOut.id)
    )  # fmt: skip
