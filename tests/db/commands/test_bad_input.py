"""One paste with everything that people get wrong: each cell is named, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from db.commands import limit_drafts
from db.imports.limit_grids import read_xlsx
from db.queries.limit_drafts import DraftView
from db.queries.limit_sheets import sheet_of
from db.queries.sheets import as_xlsx
from db.rules.limit_grids import Grid, GridRow
from db.rules.refusals import Refusal
from tests.databases import Database
from tests.limit_cases import REGION, a_draft, approved, grid_at, seen, with_cells
from tests.world import NOW, World, world

BLANK = ("",) * 6
GOOD = ("Meal voucher", "shift manager", "50000")


def _pasted(session: Session, made: World, grid: Grid) -> tuple[int, DraftView]:
    """The grid as a file that left a spreadsheet, brought into a fresh set."""
    draft_id = a_draft(session, made)
    came = read_xlsx(as_xlsx(sheet_of(grid, place_name="Kenya")))
    limit_drafts.edit(
        session, made.viewers[REGION], draft_id=draft_id,
        version=seen(session, made, draft_id).row.version, cells=came, note="A paste",
        starts_on=None, at=NOW,
    )  # fmt: skip
    return draft_id, seen(session, made, draft_id)


def _all_wrong(grid: Grid) -> Grid:
    """The grid of Kenya with one cell of every kind that is refused, and a good one."""
    cells = with_cells(
        grid,
        ("Refund", "agent", ""),
        ("Refund", "senior agent", "plenty"),
        ("Refund", "shift manager", "SGD 80"),
        ("Refund", "head office", "unlimited"),
        ("Meal voucher", "agent", "12000.005"),
        GOOD,
    )
    extra = (GridRow("Hotell", "any problem", BLANK), GridRow("Refund", "Bag lost", BLANK),
             GridRow("Meal voucher", "any problem", BLANK))  # fmt: skip
    rows = tuple(replace(row, cells=(*row.cells, "5")) for row in (*cells.rows, *extra))
    return Grid((*cells.grades, "captain"), rows)


class TestAPaste:
    def test_is_kept_whole_and_every_wrong_cell_is_named(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            typed = _all_wrong(grid_at(session, made))
            draft_id, view = _pasted(session, made, typed)
            assert view.grid == typed
            said = "\n".join(view.wrong_cells)
            for sentence in (
                "Refund, agent: the cell is blank",
                "Refund, senior agent: “plenty” is no value",
                "Refund, shift manager: SGD is not used at Kenya",
                "Refund, head office: unlimited needs a date",
                "Meal voucher, agent: ",
                "“Hotell” is not a remedy known here",
                "“Bag lost” is not a problem known here",
                "Meal voucher stands twice",
                "The column “captain” is not a grade",
            ):
                assert sentence in said
            with pytest.raises(Refusal, match="And 8 more"):
                approved(session, made, draft_id)
            # The one good cell of the paste is understood all the same.
            values = [(line.remedy_id, line.amount) for line in view.drawn.changed.lines]
            assert values == [(made.remedies["Meal voucher"], Decimal(50_000))]

    def test_that_gives_more_than_the_approver_holds_names_the_cell(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            high = with_cells(grid_at(session, made), ("Refund", "head office", "400000"))
            draft_id, view = _pasted(session, made, high)
            assert view.above_own[0].startswith("Refund, head office: nobody approves more")
            with pytest.raises(Refusal, match="Refund, head office: nobody approves more"):
                approved(session, made, draft_id)

    def test_that_overlaps_what_was_published_for_later_names_the_cell(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            later = a_draft(session, made, ("Refund", "agent", "9000"), key="later",
                            starts_on=date(2026, 12, 1))  # fmt: skip
            approved(session, made, later)
            sooner = with_cells(grid_at(session, made), ("Refund", "agent", "8000"))
            draft_id, view = _pasted(session, made, sooner)
            assert "the two would overlap" in "\n".join(view.wrong_cells)
            assert "Refund, agent" in "\n".join(view.wrong_cells)
            with pytest.raises(Refusal, match="Refund, agent"):
                approved(session, made, draft_id)
