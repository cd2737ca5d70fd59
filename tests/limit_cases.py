"""Sets of limits at the places of the world, for tests of what becomes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from db.commands import limit_drafts
from db.queries.limit_drafts import DraftView, draft_view
from db.queries.limit_grids import grid_now
from db.queries.places import row
from db.rules.limit_grids import Grid, GridRow
from db.tables.places import Place
from tests.world import NOW, World

REGION, MANAGER, TOP = "Africa regional", "Nairobi manager", "Administrator"


def with_cells(grid: Grid, *cells: tuple[str, str, str], problem: str = "any problem") -> Grid:
    """The grid with other words in its cells, each as (remedy, grade, words); a row that is not
    there yet is added.
    """
    rows = list(grid.rows)
    for remedy, grade, words in cells:
        names = [(each.remedy, each.problem) for each in rows]
        if (remedy, problem) not in names:
            rows.append(GridRow(remedy, problem, ("",) * len(grid.grades)))
            names.append((remedy, problem))
        number, column = names.index((remedy, problem)), grid.grades.index(grade)
        filled = list(rows[number].cells)
        filled[column] = words
        rows[number] = replace(rows[number], cells=tuple(filled))
    return replace(grid, rows=tuple(rows))


def grid_at(session: Session, made: World, place: str = "Kenya") -> Grid:
    """The grid of a place as it holds now."""
    return grid_now(session, row(session.get_one(Place, made.places[place])), at=NOW)


def a_draft(
    session: Session,
    made: World,
    *cells: tuple[str, str, str],
    who: str = REGION,
    place: str = "Kenya",
    key: str = "draft",
    problem: str = "any problem",
    note: str = "More for meals",
    starts_on: date | None = None,
    at: datetime = NOW,
) -> int:
    """A set with these cells, and its note; returns its key."""
    viewer = made.viewers[who]
    draft_id = limit_drafts.begin(
        session, viewer, place_id=made.places[place], submit_key=key, at=at
    )
    grid = with_cells(grid_at(session, made, place), *cells, problem=problem)
    limit_drafts.edit(
        session, viewer, draft_id=draft_id, version=1, cells=grid, note=note,
        starts_on=starts_on, at=at,
    )  # fmt: skip
    return draft_id


def seen(
    session: Session, made: World, draft_id: int, who: str = REGION, at: datetime = NOW
) -> DraftView:
    """The set as somebody sees it."""
    return draft_view(session, made.viewers[who], draft_id=draft_id, now=at)


def approved(session: Session, made: World, draft_id: int, who: str = REGION) -> int:
    """Approve a set as it stands; returns the key of the published one."""
    version = seen(session, made, draft_id, who).row.version
    return limit_drafts.approve(
        session, made.viewers[who], draft_id=draft_id, version=version, at=NOW
    )
