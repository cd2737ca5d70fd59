"""Whether somebody can come, what they promise for their shift, and how far that was kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from db.rules.availability import Promised, Said, Shift, state_in
from db.rules.spans import Span
from db.rules.words import AvailabilityState
from db.session import rows_of
from db.tables.cover import Availability, AvailabilityPromise, Cover
from db.tables.people import Person
from db.tables.places import Place

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer


@dataclass(frozen=True, slots=True)
class OwnShift:
    """The shift that somebody is on now, and what they promise for it at this moment."""

    id: int
    place_id: int
    place_name: str
    place_path: str
    zone: str
    starts_at: datetime
    ends_at: datetime
    promise: Promised | None


@dataclass(frozen=True, slots=True)
class OwnDuty:
    """Whether the viewer can come, by what they said since their shift began; without a shift, by
    what they said last.
    """

    state: AvailabilityState
    shift: OwnShift | None


def own_duty(session: Session, viewer: Viewer, *, now: datetime) -> OwnDuty:
    """How the viewer stands at the moment: of several shifts the one that ends last."""
    found = rows_of(session, _OWN, {"person_id": viewer.person_id, "now": now}).all()
    said = next((Said(row.state, row.since) for row in found if row.state is not None), None)
    if not found or found[0].cover_id is None:
        return OwnDuty(said.state if said else AvailabilityState.AVAILABLE, None)
    row = found[0]
    promises = tuple(
        Promised(each.minutes, each.starts_at, each.ends_at)
        for each in found
        if each.promise_id is not None and each.cover_id == row.cover_id
    )
    span = Span(row.shift_starts_at, row.shift_ends_at)
    held = [each for each in Shift(span, promises).held if each.starts_at <= now < each.ends_at]
    shift = OwnShift(
        row.cover_id, row.place_id, row.place_name, row.place_path, row.zone, span.starts_at,
        span.ends_at, held[0] if held else None,
    )  # fmt: skip
    return OwnDuty(state_in(span.starts_at, said), shift)


# One row for each promise of the shift, in the order in which they were made.
_OWN = (
    select(
        Availability.state, Availability.since,
        Cover.id.label("cover_id"), Cover.starts_at.label("shift_starts_at"),
        Cover.ends_at.label("shift_ends_at"),
        Place.id.label("place_id"), Place.name.label("place_name"),
        Place.path.label("place_path"), Place.zone,
        AvailabilityPromise.id.label("promise_id"), AvailabilityPromise.minutes,
        AvailabilityPromise.starts_at, AvailabilityPromise.ends_at,
    )
    .select_from(Person)
    .outerjoin(Availability, Availability.person_id == Person.id)
    .outerjoin(
        Cover,
        (Cover.person_id == Person.id)
        & (Cover.starts_at <= bindparam("now"))
        & (Cover.ends_at > bindparam("now")),
    )
    .outerjoin(Place, Place.id == Cover.place_id)
    .outerjoin(AvailabilityPromise, AvailabilityPromise.cover_id == Cover.id)
    .where(Person.id == bindparam("person_id"))
    .order_by(Cover.ends_at.desc(), Cover.id, AvailabilityPromise.id)
)  # fmt: skip
