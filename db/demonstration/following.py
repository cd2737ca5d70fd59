"""What becomes of actions after a huddle, and what people bring to the next one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial

from sqlalchemy import select

from db.access import Viewer
from db.commands import actions, topics
from db.demonstration.geography import OFFICES, Office
from db.demonstration.lines import TOPICS
from db.demonstration.shifts import local
from db.demonstration.stage import Stage
from db.rules.words import Origin
from db.tables.huddles import Action

DONE, SEEN_TO_WORK = 0.72, 0.7
ORIGINS = (Origin.REAL, Origin.REAL, Origin.BRAINSTORMED, Origin.IMAGINED)
# So many were raised in the last hour, when the next agenda was written already.
WAITING = 4


def follow(stage: Stage, office: Office, action_id: int, due_on: date) -> None:
    """Most actions are done about when they are due, and some days later seen to work."""
    if stage.chance.random() > DONE:
        return
    done_at = local(office, due_on, time(11)) - timedelta(hours=stage.chance.uniform(-20, 60))
    stage.timeline.plan(done_at, partial(_do, stage, action_id))
    if stage.chance.random() < SEEN_TO_WORK:
        seen_at = done_at + timedelta(days=stage.chance.uniform(2, 6))
        manager = stage.duty_manager(office)
        stage.timeline.plan(seen_at, partial(see_to_work, stage, manager, action_id))


def finish_what_is_left(stage: Stage, office: Office, owner: Viewer, noted_at: datetime) -> None:
    """What an end left open for a customer is done within the day, and seen to be."""
    noted = select(Action.id).where(
        Action.owner_id == owner.person_id, Action.created_at == noted_at, Action.done_at.is_(None)
    )
    action_id = stage.session.scalar(noted)
    if action_id is not None:
        # Some hours later, without a throw of the dice: nothing else changes by it.
        done_at = noted_at + timedelta(hours=2 + noted_at.minute % 17)
        manager = stage.duty_manager(office)
        stage.timeline.plan(done_at, partial(_do, stage, action_id))
        stage.timeline.plan(
            done_at + timedelta(hours=1), partial(see_to_work, stage, manager, action_id)
        )


def _do(stage: Stage, action_id: int, at: datetime) -> None:
    """Whoever owns it by then does it: a huddle may have passed it on."""
    owner_id = stage.session.get_one(Action, action_id).owner_id
    if owner_id is not None:
        actions.mark_done(stage.session, stage.viewer(owner_id), action_id=action_id, at=at)


def see_to_work(stage: Stage, manager: Viewer, action_id: int, at: datetime) -> None:
    """A manager sees that it worked, if it is done."""
    if stage.session.get_one(Action, action_id).done_at is not None:
        actions.verify_effective(stage.session, manager, action_id=action_id, at=at)


def plan_topics(stage: Stage) -> None:
    """Staff bring topics all the time; the latest ones wait for the next huddle."""
    for index, text in enumerate(TOPICS):
        office = OFFICES[index % len(OFFICES)]
        moment = stage.ago(0.6 - index / len(TOPICS) / 2)
        if index >= len(TOPICS) - WAITING:
            moment = stage.at - timedelta(minutes=15) * (len(TOPICS) - index)
        stage.timeline.plan(moment, partial(_raise, stage, office, text))


def _raise(stage: Stage, office: Office, text: str, at: datetime) -> None:
    topics.raise_topic(
        stage.session, stage.staff_for(office, at), place_id=stage.places[office.name], text=text,
        origin=stage.chance.choice(ORIGINS), at=at,
    )  # fmt: skip
