"""Acts on actions: note, do, see work, and pass on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import access, audit
from db.access import Permission, Viewer
from db.audit import Subject
from db.commands.scope import active_person, place_where
from db.rules.refusals import Refusal
from db.rules.words import ActionKind, EscalationClass
from db.tables.escalations import Escalation
from db.tables.huddles import Action, AgendaItem, Huddle
from db.tables.places import Place
from db.tables.problems import Problem


def note(
    session: Session,
    viewer: Viewer,
    *,
    item: AgendaItem,
    huddle: Huddle,
    kind: ActionKind,
    owner_id: int,
    due_on: date,
    at: datetime,
) -> int:
    """Note the action that a decided item leaves, and return its key.

    An item that follows up an open action passes that one on instead of making a second.
    """
    followed = _followed(session, item)
    if followed is not None:
        _pass_on(session, viewer, followed, owner_id=owner_id, due_on=due_on, at=at)
        return followed.id
    place = session.get_one(Place, huddle.place_id)
    action = Action(
        place_id=place.id,
        huddle_id=huddle.id,
        item_id=item.id,
        problem_id=item.problem_id,
        kind=kind,
        text=item.outcome_text,
        owner_id=_owner(session, place, owner_id),
        due_on=due_on,
        created_at=at,
    )
    session.add(action)
    session.flush()
    _tell(session, viewer, "action noted", action, at, owner=owner_id, due_on=due_on)
    return action.id


def note_what_is_left(
    session: Session, viewer: Viewer, escalation: Escalation, *, at: datetime
) -> int | None:
    """An end that is not complete, and promises no call, leaves something to do for the customer:
    it is the holder's, due on the next day. Nothing is lost in waiting (P27).
    """
    if viewer.person_id is None or escalation.escalation_class is EscalationClass.SAFETY:
        return None
    place = session.get_one(Place, escalation.place_id)
    problem = session.get(Problem, escalation.problem_id) if escalation.problem_id else None
    about = f"“{problem.title}”" if problem else "what nobody had thought of"
    today = at.astimezone(ZoneInfo(place.zone)).date()
    action = Action(
        place_id=place.id,
        problem_id=escalation.problem_id,
        kind=ActionKind.FIX,
        text=f"Finish for the customer of escalation {escalation.id}: {about}.",
        owner_id=viewer.person_id,
        due_on=today + timedelta(days=1),
        created_at=at,
    )
    session.add(action)
    session.flush()
    _tell(session, viewer, "action noted", action, at, escalation=escalation.id)
    return action.id


def mark_done(session: Session, viewer: Viewer, *, action_id: int, at: datetime) -> None:
    """Say that an action is done; its owner or a manager may. Again changes nothing."""
    action, place = _action(session, viewer, action_id)
    _check_owner_or_leader(viewer, action, place)
    if action.done_at is not None:
        return
    action.done_at, action.done_by_id = at, viewer.person_id
    session.flush()
    _tell(session, viewer, "action done", action, at)


def verify_effective(session: Session, viewer: Viewer, *, action_id: int, at: datetime) -> None:
    """Say that an action was seen to work, which ends it. Again changes nothing.

    Whoever did it is not the one who sees it work, except where nobody else leads.
    """
    action, place = _action(session, viewer, action_id)
    access.require(viewer, Permission.HUDDLE_PREPARE, place.path)
    if action.verified_at is not None:
        return
    if action.done_at is None:
        raise Refusal("This action is not done yet. Mark it done first.")
    action.verified_at, action.verified_by_id = at, viewer.person_id
    session.flush()
    _tell(session, viewer, "action verified effective", action, at)


def take_up_again(
    session: Session, viewer: Viewer, *, action_id: int, due_on: date, at: datetime
) -> None:
    """Say that what was done did not work: the action is open again, due on another day."""
    action, place = _action(session, viewer, action_id)
    access.require(viewer, Permission.HUDDLE_PREPARE, place.path)
    _check_open(action)
    _check_due(due_on, place, at)
    action.done_at, action.done_by_id, action.due_on = None, None, due_on
    session.flush()
    _tell(session, viewer, "action taken up again", action, at, due_on=due_on)


def reassign(
    session: Session,
    viewer: Viewer,
    *,
    action_id: int,
    owner_id: int,
    due_on: date,
    at: datetime,
) -> None:
    """Give an open action another owner and date; its owner or a manager may."""
    action, place = _action(session, viewer, action_id)
    _check_owner_or_leader(viewer, action, place)
    _check_open(action)
    _check_due(due_on, place, at)
    _pass_on(session, viewer, action, owner_id=owner_id, due_on=due_on, at=at)


def _pass_on(
    session: Session,
    viewer: Viewer,
    action: Action,
    *,
    owner_id: int,
    due_on: date,
    at: datetime,
) -> None:
    place = session.get_one(Place, action.place_id)
    former = action.owner_id
    action.owner_id, action.due_on = _owner(session, place, owner_id), due_on
    action.done_at = action.done_by_id = None
    session.flush()
    _tell(session, viewer, "action reassigned", action, at, former=former, owner=owner_id,
          due_on=due_on)  # fmt: skip


def _followed(session: Session, item: AgendaItem) -> Action | None:
    kind, _, key = item.source_key.partition(":")
    if kind != "action" or not key.isdigit():
        return None
    open_one = select(Action).where(Action.id == int(key), Action.verified_at.is_(None))
    return session.scalar(open_one.with_for_update())


def _action(session: Session, viewer: Viewer, action_id: int) -> tuple[Action, Place]:
    action = session.get(Action, action_id, with_for_update=True, populate_existing=True)
    if action is None:
        raise Refusal("There is no such action for you. Choose one from the list.")
    place = place_where(session, viewer, Permission.ACTION_CHANGE, place_id=action.place_id)
    return action, place


def _check_owner_or_leader(viewer: Viewer, action: Action, place: Place) -> None:
    owns = viewer.person_id is not None and viewer.person_id == action.owner_id
    if not owns and not access.may(viewer, Permission.HUDDLE_PREPARE, place.path):
        raise Refusal("This action is somebody else's. Its owner or a manager changes it.")


def _check_open(action: Action) -> None:
    if action.verified_at is not None:
        raise Refusal("This action is done and was seen to work. Note a new one.")


def _check_due(due_on: date, place: Place, at: datetime) -> None:
    if due_on < at.astimezone(ZoneInfo(place.zone)).date():
        raise Refusal("The due date is over. Choose a later one.")


def _owner(session: Session, place: Place, owner_id: int) -> int:
    """Somebody of this place, or of a place above it."""
    person = active_person(session, owner_id)
    home = session.get_one(Place, person.home_place_id)
    if not (home.path.startswith(place.path) or place.path.startswith(home.path)):
        raise Refusal(f"{person.name} does not work here. Choose somebody of this place.")
    return person.id


def _tell(
    session: Session, viewer: Viewer, act: str, action: Action, at: datetime, **detail: object
) -> None:
    subject = Subject("action", action.id, action.place_id)
    audit.record(session, viewer, act, subject, at=at, detail=detail)
