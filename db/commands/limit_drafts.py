"""Acts on a set of limits before it is in force: begin, edit, send, send back, revise, approve."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Subject
from db.commands import limits
from db.commands.scope import in_turn, place_where
from db.queries import places as place_queries
from db.queries.limit_grids import grid_now
from db.queries.limit_sketches import flaws, sketch, start_of
from db.rules.limit_grid_changes import CellFlaw
from db.rules.limit_grids import Grid, as_text, differing_cells, from_text
from db.rules.refusals import EditedMeanwhile, Refusal
from db.rules.words import LimitDraftEventKind, LimitDraftState
from db.rules.writing import given_text, optional_text
from db.tables.limit_drafts import LimitDraft, LimitDraftEvent
from db.tables.places import Place

Kind, State = LimitDraftEventKind, LimitDraftState


def begin(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int,
    cells: Grid | None = None,
    note: str = "",
    rolls_back_id: int | None = None,
    submit_key: str,
    at: datetime,
) -> int:
    """Begin a set of one place with what holds there now, or with other cells; returns its key."""
    place = place_where(session, viewer, Permission.LIMITS_DRAFT, place_id=place_id)
    in_turn(session, submit_key)
    known = session.scalar(select(LimitDraft.id).where(LimitDraft.submit_key == submit_key))
    if known is not None:
        return known
    base = as_text(grid_now(session, place_queries.row(place), at=at))
    draft = LimitDraft(
        place_id=place.id, state=State.DRAFT, note=optional_text(note, "note"),
        cells=as_text(cells) if cells else base, base_cells=base, made_at=at, updated_at=at,
        made_by_id=viewer.person_id, updated_by_id=viewer.person_id,
        rolls_back_id=rolls_back_id, submit_key=submit_key,
    )  # fmt: skip
    session.add(draft)
    session.flush()
    _tell(session, viewer, draft, Kind.BEGUN, words=note, at=at)
    return draft.id


def edit(
    session: Session,
    viewer: Viewer,
    *,
    draft_id: int,
    version: int,
    cells: Grid,
    note: str,
    starts_on: date | None,
    at: datetime,
) -> int:
    """Keep the cells as they were typed, right or wrong; returns the version that has them now.

    Raises:
        EditedMeanwhile: somebody kept other cells since; it carries theirs beside these.
    """
    draft, _ = _locked(session, viewer, Permission.LIMITS_DRAFT, draft_id)
    _check_state(draft, State.DRAFT)
    if draft.version != version:
        theirs = "\n".join(differing_cells(from_text(draft.cells), cells))
        raise EditedMeanwhile(
            "Somebody saved this set meanwhile. Both are kept: yours is in the table, and theirs "
            "differs in these cells.",
            theirs=theirs or "The same cells, with another note or another day.",
        )
    draft.cells, draft.note = as_text(cells), optional_text(note, "note")
    draft.starts_on, draft.updated_at, draft.updated_by_id = starts_on, at, viewer.person_id
    session.flush()
    return draft.version


def send(session: Session, viewer: Viewer, *, draft_id: int, version: int, at: datetime) -> None:
    """Send a set up for approval, once every cell of it can be meant."""
    draft, place = _locked(session, viewer, Permission.LIMITS_DRAFT, draft_id)
    if draft.state is State.SENT:
        return
    _check_state(draft, State.DRAFT)
    _check_version(draft, version)
    note = given_text(draft.note, "note on what changes and why")
    found = [each for each in _flaws(session, viewer, draft, place, at) if not
             each.is_about_holding]  # fmt: skip
    _check_flaws(found)
    draft.state = State.SENT
    _tell(session, viewer, draft, Kind.SENT, words=note, at=at)


def take_back(session: Session, viewer: Viewer, *, draft_id: int, at: datetime) -> None:
    """Take a set back before anybody decided about it, to go on writing."""
    draft, _ = _locked(session, viewer, Permission.LIMITS_DRAFT, draft_id)
    _check_state(draft, State.SENT)
    draft.state = State.DRAFT
    _tell(session, viewer, draft, Kind.TAKEN_BACK, at=at)


def reject(
    session: Session, viewer: Viewer, *, draft_id: int, version: int, why: str, at: datetime
) -> None:
    """Send a set back with a reason; it can be revised and sent again."""
    draft, _ = _locked(session, viewer, Permission.LIMITS_PUBLISH, draft_id)
    _check_state(draft, State.SENT)
    _check_version(draft, version)
    reason = given_text(why, "reason")
    draft.state = State.REJECTED
    _tell(session, viewer, draft, Kind.REJECTED, words=reason, at=at)


def revise(session: Session, viewer: Viewer, *, draft_id: int, at: datetime) -> None:
    """Take up a set that was sent back; its former cells stay with what happened to it."""
    draft, _ = _locked(session, viewer, Permission.LIMITS_DRAFT, draft_id)
    if draft.state is State.DRAFT:
        return
    _check_state(draft, State.REJECTED)
    draft.state, draft.round = State.DRAFT, draft.round + 1
    _tell(session, viewer, draft, Kind.REVISED, at=at)


def set_aside(session: Session, viewer: Viewer, *, draft_id: int, at: datetime) -> None:
    """Give a set up; it is kept, and no longer among those that are open."""
    draft, _ = _locked(session, viewer, Permission.LIMITS_DRAFT, draft_id)
    _check_state(draft, State.DRAFT, State.REJECTED)
    draft.state = State.SET_ASIDE
    _tell(session, viewer, draft, Kind.SET_ASIDE, at=at)


def approve(session: Session, viewer: Viewer, *, draft_id: int, version: int, at: datetime) -> int:
    """Approve a set within one's own authority and publish it, from its day on; returns the key
    of the published set. Whoever holds enough may publish a draft without sending it.
    """
    draft, place = _locked(session, viewer, Permission.LIMITS_PUBLISH, draft_id)
    if draft.state is State.APPROVED and draft.limit_set_id is not None:
        return draft.limit_set_id
    _check_state(draft, State.DRAFT, State.SENT)
    _check_version(draft, version)
    row = place_queries.row(place)
    starts_at = start_of(draft.starts_on, row, at=at)
    drawn = sketch(
        session, row, grid=from_text(draft.cells), base=from_text(draft.base_cells),
        starts_at=starts_at,
    )  # fmt: skip
    _check_flaws(flaws(session, viewer, drawn))
    draft.limit_set_id = limits.publish(
        session, viewer, place_id=place.id, lines=drawn.changed.lines, note=draft.note,
        in_force_from=starts_at, submit_key=f"draft {draft.id}", ended=drawn.changed.ended, at=at,
    )  # fmt: skip
    draft.state = State.APPROVED
    _tell(session, viewer, draft, Kind.APPROVED, words=draft.note, at=at)
    return draft.limit_set_id


def _flaws(
    session: Session, viewer: Viewer, draft: LimitDraft, place: Place, at: datetime
) -> list[CellFlaw]:
    row = place_queries.row(place)
    drawn = sketch(
        session, row, grid=from_text(draft.cells), base=from_text(draft.base_cells),
        starts_at=start_of(draft.starts_on, row, at=at),
    )  # fmt: skip
    return flaws(session, viewer, drawn)


def _check_flaws(found: Sequence[CellFlaw]) -> None:
    if found:
        more = f" And {len(found) - 1} more." if len(found) > 1 else ""
        raise Refusal(found[0].sentence + more)


def _locked(
    session: Session, viewer: Viewer, permission: Permission, draft_id: int
) -> tuple[LimitDraft, Place]:
    draft = session.get(LimitDraft, draft_id, with_for_update=True, populate_existing=True)
    if draft is None:
        raise Refusal("There is no such set. Choose one from the list.")
    return draft, place_where(session, viewer, permission, place_id=draft.place_id)


SAID = {
    State.DRAFT: "is being written. Send it first.",
    State.SENT: "waits for approval. Take it back to change it.",
    State.REJECTED: "was sent back. Revise it first.",
    State.APPROVED: "was published already. Begin another one.",
    State.SET_ASIDE: "was set aside. Begin another one.",
}


def _check_state(draft: LimitDraft, *states: LimitDraftState) -> None:
    if draft.state not in states:
        raise Refusal(f"This set {SAID[draft.state]}")


def _check_version(draft: LimitDraft, version: int) -> None:
    if draft.version != version:
        raise EditedMeanwhile(
            "Somebody changed this set meanwhile. Look at it again, then decide.",
            theirs=draft.note,
        )


def _tell(
    session: Session,
    viewer: Viewer,
    draft: LimitDraft,
    kind: LimitDraftEventKind,
    *,
    words: str = "",
    at: datetime,
) -> None:
    """Append what happened, with the cells as they stand, and say so in the audit trail."""
    draft.updated_at, draft.updated_by_id = at, viewer.person_id
    session.flush()
    session.add(
        LimitDraftEvent(
            limit_draft_id=draft.id, round=draft.round, kind=kind, at=at,
            person_id=viewer.person_id, words=words, cells=draft.cells,
        )
    )  # fmt: skip
    session.flush()
    detail = {"round": draft.round, "words": words}
    subject = Subject("limit draft", draft.id, draft.place_id)
    audit.record(session, viewer, f"set of limits {kind.label}", subject, at=at, detail=detail)
