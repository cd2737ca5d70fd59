"""What the record knows of people: who did not dare to ask, and the care after a threat."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from db.access import system
from db.commands import after_care, near_escalations
from db.commands.near_escalations import Wanted
from db.demonstration.stage import Stage, in_the_morning
from db.rules.words import AfterCareEventKind, NearReason
from db.tables.safety import AfterCare

OFFICE, WHO, PROBLEM = "Singapore T2", "Nur Aisyah Rahim", "bag_damaged"
# Days ago, and why nobody was asked.
NEAR = (
    (52, NearReason.MANAGER_BUSY),
    (45, NearReason.DID_NOT_WANT_TO_BOTHER),
    (37, NearReason.FOUND_IT_OUT_MYSELF),
    (30, NearReason.MANAGER_BUSY),
    (22, NearReason.CUSTOMER_COULD_NOT_WAIT),
    (16, NearReason.DID_NOT_WANT_TO_BOTHER),
    (9, NearReason.MANAGER_BUSY),
)
# What came due in the last days still waits for somebody to tell of it.
UNTOLD = timedelta(days=2)
EVENING = timedelta(hours=9)


def plan_care(stage: Stage) -> None:
    """Plan the notes, and each evening the talks of the day."""
    for days, reason in NEAR:
        moment = in_the_morning(stage.at - timedelta(days=days)) + 4 * EVENING / 9
        if moment > stage.first_day_at:
            _plan_note(stage, moment, reason)
    for days in range(int(UNTOLD.days), (stage.at - stage.founded_at).days):
        evening = in_the_morning(stage.at - timedelta(days=days)) + EVENING
        stage.timeline.plan(evening, lambda moment: _talk(stage, moment))


def _plan_note(stage: Stage, at: datetime, reason: NearReason) -> None:
    wanted = Wanted(reason, stage.keys.problems[PROBLEM])

    def note(moment: datetime) -> None:
        near_escalations.note(
            stage.session, stage.viewers[WHO], place_id=stage.places[OFFICE], wanted=wanted,
            submit_key=f"demonstration near {moment:%Y-%m-%d}", at=moment,
        )  # fmt: skip

    stage.timeline.plan(at, note)


def _talk(stage: Stage, at: datetime) -> None:
    """Every talk that is due by now takes place; its owner tells of it."""
    due = select(AfterCare.id, AfterCare.owner_id).where(
        AfterCare.closed_at.is_(None), AfterCare.due_on <= at.date()
    )
    for care_id, owner_id in stage.session.execute(due.order_by(AfterCare.id)).all():
        viewer = stage.viewer(owner_id) if owner_id else system()
        for kind in (AfterCareEventKind.TALKED, AfterCareEventKind.DONE):
            after_care.tell(stage.session, viewer, care_id=care_id, kind=kind, at=at)
