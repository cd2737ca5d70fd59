"""An import written piece by piece: each piece is whole by itself, and none holds others up long.

Places and problems are found, or made, first; afterwards a piece is rows, events, holdings, one
import run and one entry of the audit trail in one short transaction. Whatever stops the process
leaves whole pieces behind; the same file again adds what is missing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.access import Viewer
from db.imports.clocks import Unreadable
from db.imports.escalations import TicketsRead, Written, keep, rows_of
from db.imports.known import Known
from db.imports.places import Filing
from db.imports.problems import Playbook
from db.imports.reports import RefusedRow
from db.rules.words import PlaceKind
from db.tables.places import Place

# So many rows are written while others who write wait.
IN_A_PIECE = 250


@dataclass(frozen=True, slots=True)
class Sorted:
    """Everything that is to be written, an office after another and in order of time, so that
    each piece changes few holdings.
    """

    base_id: int
    base_name: str
    rows: tuple[Written, ...]
    refused: tuple[RefusedRow, ...]
    places_made: tuple[str, ...]
    problems_made: tuple[str, ...]


def find(
    session: Session, viewer: Viewer, given: TicketsRead, known: Known, *, at: datetime
) -> tuple[Filing, Playbook]:
    """Find the places and problems of the new tickets; make those that the mapping wants made."""
    mapping = given.mapping
    filing = Filing(session, viewer, mapping.place, under="", at=at)
    playbook = Playbook(session, viewer, mapping.problem, place=filing.base, at=at)
    for filed, title in dict.fromkeys((each.filed, each.title) for each in known.new):
        try:
            filing.place_id(filed)
            playbook.problem_id(title)
        except Unreadable:
            continue  # Each of its rows is refused by its own number, below.
    return filing, playbook


def sort(
    session: Session, given: TicketsRead, known: Known, filing: Filing, playbook: Playbook
) -> Sorted:
    """Judge every row, and put those that are kept in order."""
    rows, refused = rows_of(given, known, filing, playbook)
    question = select(Place.id, Place.parent_id).where(Place.kind == PlaceKind.TEAM)
    office_of = {team: parent for team, parent in session.execute(question)}  # noqa: C416 - rows are no pairs to mypy.
    rows.sort(key=lambda each: (office_of.get(each[1].place_id) or each[1].place_id,
                                each[1].asked_at))  # fmt: skip
    return Sorted(
        filing.base.id,
        filing.base.name,
        tuple(rows),
        refused,
        tuple(filing.made),
        tuple(playbook.made),
    )


def pieces(found: Sorted) -> Iterator[Sequence[Written]]:
    """The rows, so many at once."""
    for first in range(0, len(found.rows), IN_A_PIECE):
        yield found.rows[first : first + IN_A_PIECE]


def write_piece(
    session: Session,
    viewer: Viewer,
    given: TicketsRead,
    found: Sorted,
    piece: Sequence[Written],
    *,
    at: datetime,
) -> int:
    """Write one piece; the key of its run. The first tells of the rows that are refused."""
    refused = found.refused if piece[0] is found.rows[0] else ()
    facts = replace(given.facts, rows_read=len(piece) + len(refused))
    place = session.get_one(Place, found.base_id)
    return keep(session, viewer, facts, list(piece), place=place, refused=refused,
                digest=digest_of(piece), at=at)  # fmt: skip


def digest_of(rows: Sequence[Written]) -> str:
    """The SHA-256 of what the rows of a piece say, for the entry of the trail."""
    said = hashlib.sha256()
    for _, row in rows:
        said.update(repr(row).encode())
    return said.hexdigest()
