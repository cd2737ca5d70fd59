"""Offices and what lies inside them: the common ground of every question about several offices."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from db import access
from db.queries.places import COLUMNS, PlaceRow, offices_where
from db.rules.refusals import NotPermitted, Refusal
from db.rules.words import PlaceKind
from db.session import once, rows_of
from db.tables.places import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from db.access import Permission, Viewer

NOT_HERE = "There is no such office for you. Choose one from the list."


def office_for(
    session: Session, viewer: Viewer, permission: Permission, *, place_id: int
) -> PlaceRow:
    """The office, when the viewer has the permission there.

    Raises:
        Refusal: there is no such office for the viewer.
    """
    question = _one_office(viewer)
    found = once(
        session,
        (question, place_id),
        lambda: rows_of(session, question, {"place_id": place_id}).first(),
    )
    if found is None or not access.may(viewer, permission, found.path):
        raise Refusal(NOT_HERE)
    return PlaceRow(*found)


def measured_office(session: Session, viewer: Viewer, *, place_id: int) -> PlaceRow:
    """The office, when the viewer may see its measures.

    Raises:
        NotPermitted: they may not, or there is none.
    """
    offices = offices_where(session, viewer, access.Permission.MEASURES_SEE)
    office = next((each for each in offices if each.id == place_id), None)
    if office is None:
        raise NotPermitted("You may not see the measures of that office.")
    return office


# A statement that is built once is compiled once.
@lru_cache(maxsize=512)
def _one_office(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    question = access.visible_places(viewer).with_only_columns(*COLUMNS)
    return question.where(Place.kind == PlaceKind.OFFICE, Place.id == bindparam("place_id"))


def office_of_places(session: Session, offices: Sequence[PlaceRow]) -> dict[int, int]:
    """For every place at or below one of the offices, the office that it belongs to.

    Teams that were closed are in it: what happened there happened at the office.
    """
    by_path = {office.path: office.id for office in offices}
    question = select(Place.id, Place.path).where(
        Place.kind.in_([PlaceKind.OFFICE, PlaceKind.TEAM])
    )
    found: dict[int, int] = {}
    for place_id, path in session.execute(question):
        inside = [by_path[each] for each in access.ancestors(path) if each in by_path]
        if inside:
            found[place_id] = inside[-1]
    return found


def places_inside(session: Session, path: str) -> list[int]:
    """The keys of the place at a path and of all below it, those that were closed too."""
    return [*session.scalars(_INSIDE, {"path": f"{path}%"})]


_INSIDE = select(Place.id).where(Place.path.like(bindparam("path"))).order_by(Place.id)


def nearest_first(path: str) -> tuple[str, ...]:
    """The paths from the place itself up to the root: where a local variant is looked for."""
    return access.ancestors(path)[::-1]
