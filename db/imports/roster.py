"""Who and where the rows of a rota mean, and when those people are on duty already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import access
from db.access import Permission, Viewer
from db.imports.reports import Unreadable
from db.queries.places import PlaceRow, places_where
from db.rules.spans import Span
from db.session import rows_of
from db.tables.cover import Cover
from db.tables.people import Person
from db.tables.places import Place


@dataclass(frozen=True, slots=True)
class _Known:
    """Somebody whose rota the viewer may change."""

    id: int
    name: str
    path: str


class Roster:
    """The people and the places of one import, looked up once for all its rows."""

    def __init__(self, session: Session, viewer: Viewer, base: PlaceRow) -> None:
        """Rows without an office are at `base`, the others at it or below it."""
        self.base = base
        self._places = _by_name(
            place
            for place in places_where(session, viewer, Permission.COVER_CHANGE)
            if place.path.startswith(base.path)
        )
        self._people: dict[str, list[_Known]] = defaultdict(list)
        for key, name, sign_in, path in rows_of(session, _WORKING):
            if access.may(viewer, Permission.COVER_CHANGE, path):
                for called in {name.casefold(), sign_in.casefold()}:
                    self._people[called].append(_Known(key, name, path))

    def place(self, column: str, text: str) -> PlaceRow:
        """The office or team that a row names by code or name; `Unreadable` when none is meant."""
        if not text:
            if not access.is_workplace(self.base.kind):
                raise Unreadable(column, f"No office is named, and {self.base.name} is none.")
            return self.base
        named = self._places.get(text.casefold(), [])
        found = [each for each in named if access.is_workplace(each.kind)]
        if len(found) > 1:
            raise Unreadable(column, f"{len(found)} places are called “{text[:60]}”: use the code.")
        if not named:
            said = f"There is no “{text[:60]}” at or below {self.base.name}."
            raise Unreadable(column, said + _near(text, self._places))
        if not found:
            raise Unreadable(column, f"{named[0].name} is no office: nobody serves there.")
        return found[0]

    def person(self, column: str, text: str, place: PlaceRow) -> int:
        """The person whom a row names by sign-in or name: of two with one name, the one who works
        at the place; `Unreadable` when none or several are meant.
        """
        found = self._people.get(" ".join(text.split()).casefold(), [])
        here = [each for each in found if each.path.startswith(place.path)]
        found = here if len(found) > 1 and here else found
        if len(found) > 1:
            said = f"{len(found)} people are called “{text[:60]}”: write the sign-in."
            raise Unreadable(column, said)
        if not found:
            said = f"Nobody called “{text[:60]}” is on a rota of yours."
            raise Unreadable(column, said + _near(text, self._people))
        return found[0].id


@dataclass(frozen=True, slots=True)
class Taken:
    """A shift that is there already; `number` is its row in the file, None in the record."""

    span: Span
    place_id: int
    number: int | None = None


def taken_by(session: Session, people: Sequence[int], within: Span) -> dict[int, list[Taken]]:
    """When these people are on duty, anywhere."""
    question = select(Cover.person_id, Cover.place_id, Cover.starts_at, Cover.ends_at).where(
        Cover.person_id.in_(people), Cover.ends_at > within.starts_at,
        Cover.starts_at < within.ends_at,
    )  # fmt: skip
    found: dict[int, list[Taken]] = defaultdict(list)
    for person_id, place_id, starts_at, ends_at in rows_of(session, question):
        found[person_id].append(Taken(Span(starts_at, ends_at), place_id))
    return found


def whole(spans: Iterable[Span], *, otherwise: datetime) -> Span:
    """From the first beginning to the last end."""
    every = list(spans)
    first = min((each.starts_at for each in every), default=otherwise)
    return Span(first, max((each.ends_at for each in every), default=otherwise))


def _by_name(places: Iterable[PlaceRow]) -> dict[str, list[PlaceRow]]:
    found: dict[str, list[PlaceRow]] = defaultdict(list)
    for place in places:
        for called in {place.name.casefold(), place.code.casefold()} - {""}:
            found[called].append(place)
    return found


def _near(text: str, names: Iterable[str]) -> str:
    near = get_close_matches(text.casefold(), list(names), n=1)
    return f" Did you mean “{near[0]}”?" if near else ""


_WORKING = (
    select(Person.id, Person.name, Person.sign_in, Place.path)
    .join(Place, Place.id == Person.home_place_id)
    .where(Person.deactivated_at.is_(None))
    .order_by(Person.id)
)
