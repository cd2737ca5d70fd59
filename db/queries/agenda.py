"""The facts that a huddle's agenda stands on, as the record holds them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Text, cast, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from db import access
from db.access import Viewer
from db.queries.after_care import overdue_owners
from db.queries.agenda_cards import cards
from db.queries.agenda_gaps import expiring, gaps
from db.queries.bother import AGAIN_AFTER, bother_to_talk_about
from db.queries.design_briefs import waiting_at
from db.queries.hand_offs import due_at as due_hand_off
from db.queries.offices import places_inside
from db.queries.promises import due_at
from db.rules import huddles as rules
from db.rules.agenda_facts import (
    AgendaFacts,
    CarriedItem,
    DueFinding,
    DuePromise,
    OpenAction,
    RaisedTopic,
    WaitingBrief,
)
from db.rules.asks import Ask, AskGroup
from db.rules.hand_offs import SOURCE_KEY
from db.rules.parties import lies_with
from db.rules.proposals import minutes_waited
from db.rules.words import EscalationClass, ItemOutcome, PlaceKind
from db.tables.contacts import ContactsServed
from db.tables.escalations import Escalation
from db.tables.huddles import Action, AgendaItem, Huddle, Topic
from db.tables.minutes import Finding
from db.tables.people import Person
from db.tables.places import Place
from db.tables.problems import Problem

EXPIRES_WITHIN = timedelta(days=14)


def agenda_facts(
    session: Session, viewer: Viewer, *, place: Place, held_on: date, seed: str
) -> AgendaFacts:
    """What a huddle at the place would talk about on that day.

    `seed` names the huddle: the same one draws the same cards. Days are those of the place's
    own calendar. The viewer sees what they may see of it; see `db.access`.
    """
    desk = _desk(session, place)
    first, last = rules.days_to_cover(held_on, _last_held_on(session, place, held_on))
    span = (_midnight(first, place.zone), _midnight(last + timedelta(days=1), place.zone))
    return AgendaFacts(
        held_on=held_on,
        since="Yesterday" if first == last else f"Since {first:%a %-d %b}",
        asks=asks_between(session, viewer, path=desk.path, span=span),
        contacts=_contacts(session, desk.path, first, last),
        findings=_findings(session, viewer, place),
        carried=_carried(session, place),
        expiring=expiring(session, path=desk.path, until=held_on + EXPIRES_WITHIN),
        gaps=gaps(session, viewer, path=desk.path, until=span[1]),
        actions=_actions(session, place, held_on),
        topics=_topics(session, place),
        promises=_promises(session, desk, held_on),
        bother=bother_to_talk_about(
            session, place=place, path=desk.path, held_on=held_on, until=span[1]
        ),
        after_care=tuple(overdue_owners(session, path=desk.path, on=held_on)),
        briefs=_briefs(session, desk, held_on),
        hand_off=due_hand_off(session, place=place, held_on=held_on, again_after=AGAIN_AFTER),
        cards=cards(session, place=place, desk_path=desk.path, span=span, seed=seed),
    )


def _desk(session: Session, place: Place) -> Place:
    """The office that a team belongs to; its asks are the team's."""
    if place.kind is not PlaceKind.TEAM or place.parent_id is None:
        return place
    return session.get_one(Place, place.parent_id)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def _promises(session: Session, desk: Place, held_on: date) -> tuple[DuePromise, ...]:
    """Calls whose windows end on the day of the huddle, or ended before it."""
    today, tomorrow = (_midnight(held_on + timedelta(days=days), desk.zone) for days in (0, 1))
    return tuple(
        DuePromise(
            row.id, row.words, row.owner, row.standing.window.ends_at.astimezone(today.tzinfo),
            is_overdue=row.standing.window.ends_at < today,
        )
        for row in due_at(session, path=desk.path, before=tomorrow)
    )  # fmt: skip


def _briefs(session: Session, desk: Place, held_on: date) -> tuple[WaitingBrief, ...]:
    """What waits for a fix here, and above for here too; days are those of the place."""
    morning = _midnight(held_on, desk.zone)
    return tuple(
        WaitingBrief(
            row.id, row.problem_id, row.title, row.reason,
            lies_with(row.party, row.owner, row.team, since=row.handed_at, now=morning,
                      due_on=row.due_on),
        )
        for row in waiting_at(session, path=desk.path)
    )  # fmt: skip


def _last_held_on(session: Session, place: Place, before: date) -> date | None:
    question = select(func.max(Huddle.held_on)).where(
        Huddle.place_id == place.id, Huddle.started_at.is_not(None), Huddle.held_on < before
    )
    return session.scalar(question)


def asks_between(
    session: Session, viewer: Viewer, *, path: str, span: tuple[datetime, datetime]
) -> tuple[AskGroup, ...]:
    """The asks of the place and below, from the first moment up to the second, by problem."""
    question = (
        access.visible_escalations(viewer)
        .add_columns(Problem.title)
        .outerjoin(Problem, Problem.id == Escalation.problem_id)
        .where(
            # By their keys, so that place and moment find the rows.
            Escalation.place_id.in_(places_inside(session, path)),
            Escalation.asked_at >= span[0],
            Escalation.asked_at < span[1],
        )
        .order_by(Escalation.asked_at, Escalation.id)
    )
    groups: dict[int | None, list[Ask]] = defaultdict(list)
    titles: dict[int | None, str] = {None: ""}
    for escalation, title in session.execute(question):
        groups[escalation.problem_id].append(_ask(escalation))
        titles[escalation.problem_id] = title or ""
    return tuple(AskGroup(key, titles[key], tuple(asks)) for key, asks in groups.items())


def _ask(escalation: Escalation) -> Ask:
    came = escalation.acknowledged_at
    is_safety = escalation.escalation_class is EscalationClass.SAFETY
    waited = None if came is None else (came - escalation.asked_at).total_seconds()
    return Ask(
        escalation_class=escalation.escalation_class,
        words="" if is_safety else escalation.unanticipated_words,
        amount=escalation.amount_asked,
        currency=escalation.asked_currency or "",
        limit_kind=escalation.limit_kind,
        limit_amount=escalation.limit_amount,
        waited=None if waited is None else minutes_waited(waited),
        has_left=escalation.left_at is not None,
    )


def _contacts(session: Session, path: str, first: date, last: date) -> int | None:
    question = select(func.sum(ContactsServed.contacts)).where(
        ContactsServed.place_id.in_(places_inside(session, path)),
        ContactsServed.served_on.between(first, last),
    )
    total = session.scalar(question)
    return None if total is None else int(total)


def _findings(session: Session, viewer: Viewer, place: Place) -> tuple[DueFinding, ...]:
    question = (
        access.visible_findings(viewer)
        .where(
            Finding.place_id == place.id,
            Finding.answered_at.is_(None),
            Finding.closed_at.is_(None),
        )
        .order_by(Finding.due_on, Finding.id)
    )
    return tuple(DueFinding(each.id, each.text, each.due_on) for each in session.scalars(question))


def _carried(session: Session, place: Place) -> tuple[CarriedItem, ...]:
    """What was put off and has not stood on an agenda since."""
    later = aliased(AgendaItem)
    taken_up = select(later.id).where(
        later.source_key == literal("carried:") + cast(AgendaItem.id, Text)
    )
    question = (
        select(AgendaItem, Huddle.held_on)
        .join(Huddle, Huddle.id == AgendaItem.huddle_id)
        .where(
            Huddle.place_id == place.id,
            AgendaItem.outcome == ItemOutcome.CARRIED_OVER,
            # How a customer is handed over is asked for anew, with the form that it needs.
            AgendaItem.source_key != SOURCE_KEY,
            ~taken_up.exists(),
        )
        .order_by(Huddle.held_on, AgendaItem.id)
    )
    return tuple(
        CarriedItem(item.id, item.title, held_on, item.outcome_text, item.origin, item.problem_id)
        for item, held_on in session.execute(question)
    )


def _actions(session: Session, place: Place, held_on: date) -> tuple[OpenAction, ...]:
    """Actions past their date, and those that were done and nobody has seen work."""
    question = (
        select(Action, Person.name, Problem.origin)
        .outerjoin(Person, Person.id == Action.owner_id)
        .outerjoin(Problem, Problem.id == Action.problem_id)
        .where(
            Action.place_id == place.id,
            Action.verified_at.is_(None),
            or_(Action.done_at.is_not(None), Action.due_on < held_on),
        )
        .order_by(Action.due_on, Action.id)
    )
    return tuple(
        OpenAction(
            action.id,
            action.text,
            owner or "",
            action.due_on,
            action.done_at is not None,
            origin,
            action.problem_id,
        )
        for action, owner, origin in session.execute(question)
    )


def _topics(session: Session, place: Place) -> tuple[RaisedTopic, ...]:
    question = (
        select(Topic, Person.name)
        .join(Person, Person.id == Topic.raised_by_id)
        .where(Topic.place_id == place.id, Topic.huddle_id.is_(None))
        .order_by(Topic.raised_at, Topic.id)
    )
    return tuple(
        RaisedTopic(topic.id, topic.text, name, topic.origin)
        for topic, name in session.execute(question)
    )
