"""Questions about places."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from db import access
from db.rules.refusals import Refusal
from db.rules.words import PlaceKind
from db.session import once, rows_of
from db.tables.places import Place

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from db.access import Permission, Viewer

SEVERAL = 5
# The columns of a `PlaceRow`, in its own order.
COLUMNS = (
    Place.id, Place.name, Place.code, Place.kind, Place.path, Place.zone, Place.currency,
    Place.country_code,
)  # fmt: skip
_LINE = (
    select(*COLUMNS).where(Place.path.in_(bindparam("paths", expanding=True))).order_by(Place.path)
)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place as screens and questions pass it on."""

    id: int
    name: str
    code: str
    kind: PlaceKind
    path: str
    zone: str
    currency: str
    country_code: str


def row(place: Place) -> PlaceRow:
    """The frozen record of a place."""
    return PlaceRow(
        id=place.id,
        name=place.name,
        code=place.code,
        kind=place.kind,
        path=place.path,
        zone=place.zone,
        currency=place.currency,
        country_code=place.country_code,
    )


def place(session: Session, viewer: Viewer, *, place_id: int) -> PlaceRow:
    """The place, if the viewer's roles reach it; a `Refusal` otherwise."""
    found = session.scalar(access.visible_places(viewer).where(Place.id == place_id))
    if found is None:
        sentence = "There is no such place for you. Choose one from the list."
        raise Refusal(sentence)
    return row(found)


def places_where(
    session: Session, viewer: Viewer, permission: Permission, *, kind: PlaceKind | None = None
) -> list[PlaceRow]:
    """The active places where the viewer has the permission, by name; of one kind if given."""
    question = _visible_rows(viewer, kind)
    found = once(
        session, question, lambda: [PlaceRow(*each) for each in rows_of(session, question)]
    )
    return [each for each in found if access.may(viewer, permission, each.path)]


# A statement that is built once is compiled once.
@lru_cache(maxsize=512)
def _visible_rows(viewer: Viewer, kind: PlaceKind | None) -> Select[*tuple[Any, ...]]:
    question = access.visible_places(viewer).with_only_columns(*COLUMNS)
    if kind is not None:
        question = question.where(Place.kind == kind)
    return question.order_by(Place.name, Place.id)


def offices_where(session: Session, viewer: Viewer, permission: Permission) -> list[PlaceRow]:
    """The offices where the viewer has the permission, their own office first, then by name."""
    found = places_where(session, viewer, permission, kind=PlaceKind.OFFICE)
    return sorted(found, key=lambda each: (each.id != viewer.office_id, each.name))


def line_of(session: Session, path: str) -> list[PlaceRow]:
    """The places from the root down to the one at `path`."""
    return [
        PlaceRow(*found) for found in rows_of(session, _LINE, {"paths": access.ancestors(path)})
    ]


def place_named(session: Session, viewer: Viewer, *, named: str) -> PlaceRow:
    """The place with this code or name, whatever its case; `Kenya/Nairobi` where one name stands
    for several. Raises a `Refusal` that names what comes near.
    """
    visible = [row(each) for each in session.scalars(access.visible_places(viewer))]
    visible.sort(key=lambda each: (each.path.count("/"), each.id))
    names = {each.path: each.name for each in visible}
    found = [each for each in visible if named.strip().casefold() in _called(each, names)]
    if len(found) == 1:
        return found[0]
    if found:
        ways = ", ".join(_way(each, names) for each in found[:SEVERAL])
        raise Refusal(f"Several places are called “{named}”: write one of {ways}.")
    near = get_close_matches(named, [each.name for each in visible], n=1)
    hint = f"did you mean “{near[0]}”?" if near else "look at its spelling."
    raise Refusal(f"There is no place “{named}”; {hint}")


def _called(place: PlaceRow, names: dict[str, str]) -> set[str]:
    """Everything that a place may be called by: code, name, and the way down to it."""
    steps = _way(place, names).casefold().split("/")
    ways = {"/".join(steps[first:]) for first in range(len(steps))}
    return ways | {place.code.casefold(), place.name.casefold()}


def _way(place: PlaceRow, names: dict[str, str]) -> str:
    return "/".join(names[path] for path in access.ancestors(place.path) if path in names)
