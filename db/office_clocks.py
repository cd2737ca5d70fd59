"""Which office each place belongs to and what its clock is: itself, or that of a team."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, select

from db.rules.words import PlaceKind
from db.tables.places import Place

Office: TypeAlias = tuple[int, ZoneInfo]
_PATHS = select(Place.id, Place.path).where(Place.id.in_(bindparam("places", expanding=True)))
_OFFICES = select(Place.id, Place.zone).where(
    Place.id.in_(bindparam("above", expanding=True)), Place.kind == PlaceKind.OFFICE
)


def offices_of(connection: Connection, place_ids: Collection[int]) -> dict[int, Office]:
    """The office of each place, by its key; places above offices are not among them."""
    if not place_ids:
        return {}
    found = connection.execute(_PATHS, {"places": [*place_ids]})
    above = {place_id: path_keys(path) for place_id, path in found}
    every = {key for keys in above.values() for key in keys}
    rows = connection.execute(_OFFICES, {"above": sorted(every)})
    offices = {office_id: (office_id, ZoneInfo(zone)) for office_id, zone in rows}
    return {
        place_id: offices[key] for place_id, keys in above.items() for key in keys if key in offices
    }


def path_keys(path: str) -> list[int]:
    """The keys along a path, from the top down."""
    return [int(key) for key in path.strip("/").split("/") if key]
