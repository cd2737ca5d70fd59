"""Acts on the agenda: add an item, put one off, record the problem that one is about."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.access import Permission, Viewer
from db.commands import problems
from db.commands.decisions import Decided, is_the_same
from db.commands.huddle_leading import check_undecided, led_huddle, led_item, tell
from db.queries.hand_offs import TEAMS
from db.rules import huddles as rules
from db.rules import writing
from db.rules.hand_offs import SOURCE_KEY, TITLE
from db.rules.refusals import Refusal
from db.rules.words import CauseClass, Fault, ItemKind, ItemOutcome, Origin
from db.tables.huddles import AgendaItem


def add_item(
    session: Session,
    viewer: Viewer,
    *,
    huddle_id: int,
    text: str,
    origin: Origin,
    at: datetime,
    problem_id: int | None = None,
    minutes: int = 1,
) -> int:
    """Put something on the agenda and return its key; the same words again return the first."""
    huddle, _ = led_huddle(session, viewer, Permission.HUDDLE_PREPARE, huddle_id=huddle_id)
    rules.check_agenda_open(huddle.state)
    title = writing.given_text(text, "topic")
    same = select(AgendaItem.id).where(
        AgendaItem.huddle_id == huddle.id, AgendaItem.title == title, AgendaItem.kind == "topic"
    )
    known = session.scalar(same.order_by(AgendaItem.id).limit(1))
    if known is not None:
        return known
    item = AgendaItem(
        huddle_id=huddle.id,
        position=_last_position(session, huddle.id) + 1,
        kind=ItemKind.TOPIC,
        title=title,
        facts=f"Raised by {viewer.name}.",
        minutes=minutes,
        origin=origin,
        problem_id=problem_id,
    )
    session.add(item)
    session.flush()
    tell(session, viewer, "item added", huddle, at=at, item=item.id, title=title)
    return item.id


def add_hand_off(session: Session, viewer: Viewer, *, huddle_id: int, at: datetime) -> int:
    """Put on the agenda how a customer is handed over, before it is due; there it stands once."""
    huddle, place = led_huddle(session, viewer, Permission.HUDDLE_PREPARE, huddle_id=huddle_id)
    rules.check_agenda_open(huddle.state)
    if place.kind not in TEAMS:
        raise Refusal("Customers are handed over in offices and teams. Agree it there.")
    same = select(AgendaItem.id).where(
        AgendaItem.huddle_id == huddle.id, AgendaItem.source_key == SOURCE_KEY
    )
    known = session.scalar(same.limit(1))
    if known is not None:
        return known
    item = AgendaItem(
        huddle_id=huddle.id,
        position=_last_position(session, huddle.id) + 1,
        kind=ItemKind.EXPIRING_RESPONSE,
        title=TITLE,
        facts=f"Raised by {viewer.name}.",
        source_key=SOURCE_KEY,
    )
    session.add(item)
    session.flush()
    tell(session, viewer, "item added", huddle, at=at, item=item.id, title=TITLE)
    return item.id


def later(session: Session, viewer: Viewer, *, item_id: int, version: int, at: datetime) -> None:
    """Move an item to the end of this huddle's agenda."""
    item, huddle, _ = led_item(session, viewer, item_id=item_id)
    check_undecided(session, item, version=version)
    rules.check_agenda_open(huddle.state)
    item.position = _last_position(session, huddle.id) + 1
    session.flush()
    tell(session, viewer, "item moved to the end", huddle, at=at, item=item.id)


def carry_over(
    session: Session, viewer: Viewer, *, item_id: int, why: str, version: int, at: datetime
) -> None:
    """Put an item off to the next huddle here; its agenda takes it up by itself."""
    words = writing.optional_text(why, "reason")
    _put_off(
        session, viewer, item_id, Decided(ItemOutcome.CARRIED_OVER, words), version=version, at=at
    )


def drop(
    session: Session, viewer: Viewer, *, item_id: int, why: str, version: int, at: datetime
) -> None:
    """Take an item off the agenda, with the reason that the minutes will show."""
    words = writing.optional_text(why, "reason")
    if not words:
        raise Refusal("Write why this is dropped. The minutes show the reason.")
    _put_off(session, viewer, item_id, Decided(ItemOutcome.DROPPED, words), version=version, at=at)


def record_problem(
    session: Session,
    viewer: Viewer,
    *,
    item_id: int,
    title: str,
    origin: Origin,
    cause_class: CauseClass,
    fault: Fault,
    version: int,
    at: datetime,
) -> int:
    """Record the problem that an item is about, at the huddle's place, and return its key."""
    item, huddle, place = led_item(session, viewer, item_id=item_id)
    check_undecided(session, item, version=version)
    rules.check_in_progress(huddle.state)
    if item.problem_id is not None:
        raise Refusal("This item is about a problem of the playbook already.")
    problem_id = problems.record(
        session,
        viewer,
        place_id=place.id,
        title=title,
        origin=origin,
        cause_class=cause_class,
        fault=fault,
        at=at,
    )
    item.problem_id, item.origin = problem_id, origin
    session.flush()
    return problem_id


def _put_off(
    session: Session,
    viewer: Viewer,
    item_id: int,
    decided: Decided,
    *,
    version: int,
    at: datetime,
) -> None:
    item, huddle, _ = led_item(session, viewer, item_id=item_id)
    if is_the_same(item, viewer, decided):
        return
    check_undecided(session, item, version=version)
    rules.check_in_progress(huddle.state)
    item.outcome, item.outcome_text = decided.outcome, decided.text
    item.is_answered = False if item.origin is not None else None
    item.decided_at, item.decided_by_id = at, viewer.person_id
    session.flush()
    act = f"item {decided.outcome.label}"
    tell(session, viewer, act, huddle, at=at, item=item.id, why=decided.text)


def _last_position(session: Session, huddle_id: int) -> int:
    question = select(func.max(AgendaItem.position)).where(AgendaItem.huddle_id == huddle_id)
    return session.scalar(question) or 0
