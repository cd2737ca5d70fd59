"""Sets of limits that are being written, wait for approval, or were sent back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from db import access
from db.access import Permission, Viewer
from db.queries.limit_grids import grid_now
from db.queries.limit_sketches import Sketch, flaws, sketch, start_of
from db.queries.places import PlaceRow, row
from db.rules.limit_grid_changes import CellFlaw
from db.rules.limit_grids import Grid, from_text
from db.rules.refusals import Refusal
from db.rules.words import LimitDraftEventKind, LimitDraftState
from db.tables.limit_drafts import LimitDraft, LimitDraftEvent
from db.tables.people import Person
from db.tables.places import Place

OPEN = (LimitDraftState.SENT, LimitDraftState.REJECTED, LimitDraftState.DRAFT)


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One set that is not in force: whose, where, how far, and the version that an edit names."""

    id: int
    place: PlaceRow
    state: LimitDraftState
    round: int
    note: str
    starts_on: date | None
    made_by: str
    updated_by: str
    updated_at: datetime
    rolls_back_id: int | None
    version: int


@dataclass(frozen=True, slots=True)
class DraftEventRow:
    """Something that happened to a set: what, when, by whom, and the reason or note."""

    kind: LimitDraftEventKind
    round: int
    at: datetime
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class DraftView:
    """A set with its cells, what it would do, and what keeps the viewer from publishing it.

    `overtaken` names cells that were published otherwise since the set was begun.
    """

    row: DraftRow
    grid: Grid
    base: Grid
    drawn: Sketch
    flaws: tuple[CellFlaw, ...]
    overtaken: tuple[str, ...]
    events: tuple[DraftEventRow, ...]

    @property
    def wrong_cells(self) -> tuple[str, ...]:
        """What is wrong with the cells themselves, whoever looks at them."""
        return tuple(each.sentence for each in self.flaws if not each.is_about_holding)

    @property
    def above_own(self) -> tuple[str, ...]:
        """Cells that only somebody who holds more may approve."""
        return tuple(each.sentence for each in self.flaws if each.is_about_holding)


def open_drafts(session: Session, viewer: Viewer) -> list[DraftRow]:
    """Every open set of the places that the viewer manages: those that wait for approval first,
    then those sent back, the latest change first.
    """
    question = _drafts(viewer).where(LimitDraft.state.in_(OPEN))
    found = [_row(*each) for each in session.execute(question)]
    return sorted(found, key=lambda each: OPEN.index(each.state))


@dataclass(frozen=True, slots=True)
class SetToApprove:
    """A set that waits for somebody who may publish it."""

    id: int
    place_name: str
    note: str
    sent_by: str


def sets_to_approve(session: Session, viewer: Viewer) -> list[SetToApprove]:
    """The sets that wait for approval where the viewer publishes limits, the longest first."""
    if not access.may_somewhere(viewer, Permission.LIMITS_PUBLISH):
        return []
    return [
        SetToApprove(key, place, note, who or "Readyroom")
        for key, path, place, note, who in session.execute(_SENT)
        if access.may(viewer, Permission.LIMITS_PUBLISH, path)
    ]


# Screens that are open all day ask this, therefore it is built once.
_SENT = (
    select(LimitDraft.id, Place.path, Place.name, LimitDraft.note, Person.name)
    .join(Place, Place.id == LimitDraft.place_id)
    .outerjoin(Person, Person.id == LimitDraft.updated_by_id)
    .where(LimitDraft.state == LimitDraftState.SENT, Place.deactivated_at.is_(None))
    .order_by(LimitDraft.updated_at, LimitDraft.id)
)


def draft_row(session: Session, viewer: Viewer, *, draft_id: int) -> DraftRow:
    """One set of the places that the viewer manages, whatever became of it."""
    found = session.execute(_drafts(viewer).where(LimitDraft.id == draft_id)).first()
    if found is None:
        raise Refusal("There is no such set for you. Choose one from the list.")
    return _row(*found)


def draft_view(session: Session, viewer: Viewer, *, draft_id: int, now: datetime) -> DraftView:
    """One set with everything that is to be seen before it is published."""
    found = draft_row(session, viewer, draft_id=draft_id)
    stored = session.get_one(LimitDraft, draft_id)
    grid, base = from_text(stored.cells), from_text(stored.base_cells)
    starts_at = start_of(found.starts_on, found.place, at=now)
    drawn = sketch(session, found.place, grid=grid, base=base, starts_at=starts_at)
    return DraftView(
        row=found,
        grid=grid,
        base=base,
        drawn=drawn,
        flaws=tuple(flaws(session, viewer, drawn)),
        overtaken=_overtaken(session, found.place, grid, base, now),
        events=tuple(_events(session, draft_id)),
    )


def _overtaken(
    session: Session, place: PlaceRow, grid: Grid, base: Grid, now: datetime
) -> tuple[str, ...]:
    """Cells that somebody published since, named by row and grade, with what holds there now."""
    then = {(row.remedy, row.problem): row.cells for row in base.rows}
    mine = {(row.remedy, row.problem): row.cells for row in grid.rows}
    if base.grades != grid.grades:
        return ()
    found = []
    for each in grid_now(session, place, at=now).rows:
        key = each.remedy, each.problem
        blank = ("",) * len(base.grades)
        for grade, holds, was, typed in zip(
            base.grades, each.cells, then.get(key, blank), mine.get(key, blank), strict=False
        ):
            if holds != was:
                own = f"you wrote {typed or 'nothing'}" if typed != was else "the set leaves it"
                found.append(f"{each.remedy}, {grade}: now {holds or 'no rule'}; {own}.")
    return tuple(found)


def _drafts(viewer: Viewer) -> Select[LimitDraft, Place, str, str]:
    maker, changer = aliased(Person), aliased(Person)
    managed = access.managed_places(viewer).with_only_columns(Place.id)
    return (
        select(LimitDraft, Place, maker.name, changer.name)
        .join(Place, Place.id == LimitDraft.place_id)
        .outerjoin(maker, maker.id == LimitDraft.made_by_id)
        .outerjoin(changer, changer.id == LimitDraft.updated_by_id)
        .where(LimitDraft.place_id.in_(managed))
        .order_by(LimitDraft.updated_at.desc(), LimitDraft.id.desc())
    )


def _row(draft: LimitDraft, place: Place, maker: str | None, changer: str | None) -> DraftRow:
    return DraftRow(
        id=draft.id,
        place=row(place),
        state=draft.state,
        round=draft.round,
        note=draft.note,
        starts_on=draft.starts_on,
        made_by=maker or "Readyroom",
        updated_by=changer or "Readyroom",
        updated_at=draft.updated_at,
        rolls_back_id=draft.rolls_back_id,
        version=draft.version,
    )


def _events(session: Session, draft_id: int) -> list[DraftEventRow]:
    question = (
        select(LimitDraftEvent, Person.name)
        .outerjoin(Person, Person.id == LimitDraftEvent.person_id)
        .where(LimitDraftEvent.limit_draft_id == draft_id)
        .order_by(LimitDraftEvent.id)
    )
    return [
        DraftEventRow(each.kind, each.round, each.at, name or "Readyroom", each.words)
        for each, name in session.execute(question)
    ]
