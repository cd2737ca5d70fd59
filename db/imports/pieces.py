"""An import written piece by piece: each piece is whole by itself, and none holds others up long.

A block of the file is looked up, and its places and problems found or made, before any of it is
written. A piece is then rows, events, holdings, one import run and one entry of the audit trail
in one short transaction. Whatever stops the process leaves whole pieces behind; the same file
again adds what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from sqlalchemy import Dialect
from sqlalchemy.orm import Session

from db.access import Viewer
from db.imports.escalations import KIND, keep, rows_of
from db.imports.known import Known
from db.imports.mapping import EscalationMapping
from db.imports.places import Filing
from db.imports.problems import Playbook
from db.imports.reports import ImportReport, RefusedRow, Unreadable
from db.imports.runs import FileFacts
from db.imports.staging import Prepared, prepared
from db.imports.tickets import Block
from db.imports.written import Written
from db.rules.held_waits import WEEKS
from db.rules.holdings import FIRST_DAY, WEEK
from db.rules.offsets import DAY
from db.rules.timelines import SECOND
from db.tables.places import Place

# So many rows are written while others who write wait.
IN_A_PIECE = 5_000


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Rows that are written together, and the refused ones that their run tells of."""

    facts: FileFacts
    rows: Prepared
    refused: tuple[RefusedRow, ...]
    base_id: int


class Pieces:
    """One import on its way: what it found and made so far, and what became of the rows."""

    def __init__(self, viewer: Viewer, mapping: EscalationMapping, at: datetime) -> None:
        """Nothing is found yet."""
        self.viewer, self.mapping, self.at = viewer, mapping, at
        self.kept = self.unanticipated = 0
        self.refused: list[RefusedRow] = []
        self._facts: FileFacts | None = None
        self._ambiguous = 0
        self._found: tuple[Filing, Playbook] | None = None
        # How many of the refused rows a piece tells of.
        self._told = 0

    @property
    def rows_read(self) -> int:
        """How many rows of the file were judged so far."""
        return 0 if self._facts is None else self._facts.rows_read

    def is_found(self, known: Known) -> bool:
        """Whether all places and problems of these tickets were found before."""
        if self._found is None:
            return False
        filing, playbook = self._found
        return all(map(filing.has_sought, {*known.new.filed})) and all(
            map(playbook.has_sought, {*known.new.titles})
        )

    def find(self, session: Session, known: Known) -> None:
        """Find the places and problems of the tickets; make those that the mapping wants made."""
        if self._found is None:
            filing = Filing(session, self.viewer, self.mapping.place, under="", at=self.at)
            playbook = Playbook(
                session, self.viewer, self.mapping.problem, place=filing.base, at=self.at
            )
            self._found = filing, playbook
        filing, playbook = self._found
        filing.session = playbook.session = session
        for filed, title in dict.fromkeys(zip(known.new.filed, known.new.titles, strict=True)):
            with suppress(Unreadable):  # Each of its rows is refused by its own number, below.
                filing.place_id(filed)
                playbook.problem_id(title)

    def sort(self, block: Block, known: Known, dialect: Dialect) -> Iterator[Piece]:
        """The rows of a block that are kept, so many at once; what they need was found before.
        The first piece tells of all rows that were refused since the last one.
        """
        assert self._found is not None, "places are found before rows are sorted"  # noqa: S101 - a step was left out.
        rows, misfiled = rows_of(self.mapping, known, *self._found)
        refused = (*block.refused, *known.refused, *misfiled)
        self.refused += sorted(refused, key=lambda each: each.row)
        self._facts, self._ambiguous = block.facts, block.ambiguous
        self.unanticipated += rows.column("problem_id").count(None)
        base_id = self._found[0].base.id
        for part in in_order(rows).parts(IN_A_PIECE):
            untold, self._told = tuple(self.refused[self._told :]), len(self.refused)
            facts = replace(block.facts, rows_read=len(part) + len(untold))
            yield Piece(facts, prepared(part, dialect), untold, base_id)

    def write(self, session: Session, piece: Piece) -> int:
        """Write one piece; the key of its run."""
        run_id = keep(
            session, self.viewer, piece.facts, [piece.rows],
            place=session.get_one(Place, piece.base_id), refused=piece.refused, at=self.at,
        )  # fmt: skip
        self.kept += len(piece.rows.rows)
        return run_id

    def report(self) -> ImportReport:
        """What became of the file, after its last block."""
        assert self._found is not None and self._facts is not None  # noqa: S101, PT018 - as above.
        filing, playbook = self._found
        return ImportReport(
            kind=KIND,
            file_name=self._facts.name,
            place=filing.base.name,
            run_id=None,
            rows_read=self._facts.rows_read,
            rows_kept=self.kept,
            left_out=self._facts.left_out,
            ambiguous=self._ambiguous,
            unanticipated=self.unanticipated,
            places_made=tuple(filing.made),
            problems_made=tuple(playbook.made),
            refused=tuple(self.refused),
        )


def in_order(rows: Written) -> Written:
    """By four weeks, in them by place, and then by time: neighbours lie together, and few rows of
    holdings change with each piece.
    """
    if not len(rows):
        return rows
    asked = rows.moments["asked"]
    days = asked // (DAY * SECOND) - FIRST_DAY
    four_weeks = days // (WEEK.days * WEEKS)
    return rows.taken(np.lexsort((asked, rows.place_ids, four_weeks)))
