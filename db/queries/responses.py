"""Questions about responses: what holds at a place, and how it came to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlalchemy.orm import Session, aliased

from db import access
from db.access import Viewer
from db.rules.responses import (
    TEXT_PARTS,
    ResponseWords,
    Standing,
    differences,
    standing,
)
from db.rules.words import ResponseState
from db.tables.people import Person
from db.tables.places import Place
from db.tables.responses import Response


@dataclass(frozen=True, slots=True)
class Version:
    """One version at one place; `row_version` is what an edit has to name."""

    id: int
    row_version: int
    problem_id: int
    place_id: int
    place_name: str
    place_path: str
    number: int
    state: ResponseState
    standing: Standing
    words: ResponseWords
    created_by: str
    updated_at: datetime
    agreed_at: datetime | None
    agreed_by: str
    verified_at: datetime | None
    verified_until: date | None


@dataclass(frozen=True, slots=True)
class Holding:
    """What holds at a place: the nearest agreed version, and the global text beside it when that
    is another one; None where nothing is agreed.
    """

    nearest: Version | None
    above: Version | None

    @property
    def is_variant(self) -> bool:
        """Whether a country or an office has words of its own."""
        return self.above is not None


@dataclass(frozen=True, slots=True)
class Step:
    """One version of the history with what it changed: label, text before, text after."""

    version: Version
    changes: tuple[tuple[str, str, str], ...]


def response_at(
    session: Session, viewer: Viewer, *, problem_id: int, place_path: str, now: datetime
) -> Holding:
    """The response that holds at a place for a problem, as far as the viewer may see it."""
    found = [
        each
        for each in versions(session, viewer, problem_id=problem_id, now=now)
        if each.state is ResponseState.AGREED and place_path.startswith(each.place_path)
    ]
    found.sort(key=lambda each: len(each.place_path))
    if not found:
        return Holding(None, None)
    return Holding(found[-1], found[0] if len(found) > 1 else None)


def versions(session: Session, viewer: Viewer, *, problem_id: int, now: datetime) -> list[Version]:
    """Every version for a problem that the viewer may see: the widest place first, and there the
    latest version first.
    """
    writer, agreer = aliased(Person), aliased(Person)
    question = (
        access.visible_responses(viewer)
        .add_columns(Place, writer.name, agreer.name)
        .outerjoin(writer, writer.id == Response.created_by_id)
        .outerjoin(agreer, agreer.id == Response.agreed_by_id)
        .where(Response.problem_id == problem_id)
        .order_by(func.length(Place.path), Place.name, Place.id, Response.number.desc())
    )
    return [_version(*row, now=now) for row in session.execute(question)]


def history(
    session: Session, viewer: Viewer, *, problem_id: int, place_id: int, now: datetime
) -> list[Step]:
    """The versions of one place, the latest first, each with what it changed."""
    line = [
        each
        for each in versions(session, viewer, problem_id=problem_id, now=now)
        if each.place_id == place_id
    ]
    return [
        Step(each, differences(before.words if before else None, each.words))
        for each, before in zip_longest(line, line[1:])
    ]


def words_of(response: Response) -> ResponseWords:
    """The words of a stored version."""
    parts = {part: getattr(response, part) for part in TEXT_PARTS}
    return ResponseWords(**parts, no_reason=response.no_reason)


def _version(
    response: Response,
    place: Place,
    created_by: str | None,
    agreed_by: str | None,
    *,
    now: datetime,
) -> Version:
    is_agreed = response.state is ResponseState.AGREED
    today = now.astimezone(ZoneInfo(place.zone)).date()
    return Version(
        id=response.id,
        row_version=response.version,
        problem_id=response.problem_id,
        place_id=place.id,
        place_name=place.name,
        place_path=place.path,
        number=response.number,
        state=response.state,
        standing=standing(is_agreed=is_agreed, verified_until=response.verified_until, today=today),
        words=words_of(response),
        created_by=created_by or "",
        updated_at=response.updated_at,
        agreed_at=response.agreed_at,
        agreed_by=agreed_by or "",
        verified_at=response.verified_at,
        verified_until=response.verified_until,
    )
