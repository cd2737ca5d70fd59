"""Questions about places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from db import access
from db.rules.refusals import Refusal
from db.rules.words import PlaceKind
from db.tables.places import Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.access import Permission, Viewer


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
    question = access.visible_places(viewer).order_by(Place.name, Place.id)
    if kind is not None:
        question = question.where(Place.kind == kind)
    found = session.scalars(question)
    return [row(each) for each in found if access.may(viewer, permission, each.path)]


def offices_where(session: Session, viewer: Viewer, permission: Permission) -> list[PlaceRow]:
    """The offices where the viewer has the permission, their own office first, then by name."""
    found = places_where(session, viewer, permission, kind=PlaceKind.OFFICE)
    return sorted(found, key=lambda each: (each.id != viewer.office_id, each.name))


def line_of(session: Session, path: str) -> list[PlaceRow]:
    """The places from the root down to the one at `path`."""
    question = select(Place).where(Place.path.in_(access.ancestors(path))).order_by(Place.path)
    return [row(each) for each in session.scalars(question)]
