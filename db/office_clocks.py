"""What each place belongs to: its office, and every place from there up, each with its clock."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, select

from db.rules.words import PlaceKind
from db.tables.places import Place

Office: TypeAlias = tuple[int, ZoneInfo]


class Standing(NamedTuple):
    """An office or a place above one, its clock and its currency."""

    id: int
    zone: ZoneInfo
    currency: str
    is_office: bool


_PATHS = select(Place.id, Place.path).where(Place.id.in_(bindparam("places", expanding=True)))
_STANDINGS = select(Place.id, Place.zone, Place.currency, Place.kind).where(
    Place.id.in_(bindparam("above", expanding=True)), Place.kind != PlaceKind.TEAM
)


def standings_of(
    connection: Connection, place_ids: Collection[int]
) -> dict[int, tuple[Standing, ...]]:
    """For each place that is an office or a team of one, what it belongs to, from the organisation
    down to its office. Places above offices are not among the keys.
    """
    if not place_ids:
        return {}
    found = connection.execute(_PATHS, {"places": [*place_ids]})
    above = {place_id: path_keys(path) for place_id, path in found}
    every = {key for keys in above.values() for key in keys}
    rows = connection.execute(_STANDINGS, {"above": sorted(every)})
    standings = {
        key: Standing(key, ZoneInfo(zone), currency, kind is PlaceKind.OFFICE)
        for key, zone, currency, kind in rows
    }
    told = {
        place_id: tuple(standings[key] for key in keys if key in standings)
        for place_id, keys in above.items()
    }
    return {key: each for key, each in told.items() if each and each[-1].is_office}


def offices_of(connection: Connection, place_ids: Collection[int]) -> dict[int, Office]:
    """The office of each place, by its key; places above offices are not among them."""
    found = standings_of(connection, place_ids)
    return {place_id: (each[-1].id, each[-1].zone) for place_id, each in found.items()}


def path_keys(path: str) -> list[int]:
    """The keys along a path, from the top down."""
    return [int(key) for key in path.strip("/").split("/") if key]
