"""What becomes of sets of limits: most people read what changed, and one set waits upstairs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from db.commands import limit_drafts, limit_readers
from db.demonstration.stage import Stage, in_the_morning
from db.queries.limit_drafts import draft_view
from db.tables.limit_drafts import LimitReader

READ_AFTER = timedelta(hours=3)
SENT_BY, SENT_FOR = "Samuel Kiprono", "Nairobi"
SENT = {"Meal voucher": "2500", "Taxi or transfer": "up to 1500 KES"}
SENT_WHY = "Meals at the terminal cost 2,400 now, and the last bus leaves before the last flight"


def plan_reading(stage: Stage, set_id: int, at: datetime) -> None:
    """Those whose amounts changed read it within hours, all but one who is away."""
    stage.timeline.plan(at + READ_AFTER, lambda moment: _read(stage, set_id, moment))


def _read(stage: Stage, set_id: int, at: datetime) -> None:
    question = select(LimitReader.person_id).where(LimitReader.limit_set_id == set_id)
    for person_id in sorted(stage.session.scalars(question))[:-1]:
        viewer = stage.viewer(person_id)
        limit_readers.confirm(stage.session, viewer, limit_set_ids=[set_id], at=at)


def plan_sending(stage: Stage) -> None:
    """Yesterday a manager asked the region for more at one office, and waits for the answer."""
    at = in_the_morning(stage.at - timedelta(days=1)) + timedelta(hours=6)
    stage.timeline.plan(at, lambda moment: _send(stage, moment))


def _send(stage: Stage, at: datetime) -> None:
    manager, place_id = stage.viewers[SENT_BY], stage.places[SENT_FOR]
    draft_id = limit_drafts.begin(
        stage.session, manager, place_id=place_id, submit_key="demonstration set", at=at
    )
    view = draft_view(stage.session, manager, draft_id=draft_id, now=at)
    rows = tuple(
        replace(row, cells=(SENT[row.remedy], *row.cells[1:])) if row.remedy in SENT else row
        for row in view.grid.rows
    )
    version = limit_drafts.edit(
        stage.session, manager, draft_id=draft_id, version=view.row.version,
        cells=replace(view.grid, rows=rows), note=SENT_WHY, starts_on=None, at=at,
    )  # fmt: skip
    limit_drafts.send(stage.session, manager, draft_id=draft_id, version=version, at=at)
