"""What leaves the record as a table: everything of one kind, here and below, in a total order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from db import access
from db.access import Permission, Viewer
from db.queries import limit_rules
from db.queries.places import PlaceRow, place
from db.queries.problem_titles import TYPED
from db.queries.sheets import Sheet
from db.rules.refusals import Refusal
from db.tables.contacts import ContactsServed
from db.tables.escalations import Escalation
from db.tables.huddles import Action, Huddle
from db.tables.limits import AuthorityLimit
from db.tables.minutes import Minutes
from db.tables.people import Grade, Person
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import Remedy

Question = Callable[[Viewer], Select[*tuple[Any, ...]]]


def export(session: Session, viewer: Viewer, *, kind: str, place_id: int | None) -> Sheet:
    """The table of one kind at a place and below; None is the organisation.

    Raises:
        Refusal: there is no such place for the viewer, or the kind is unknown.
        NotPermitted: the viewer may not see all of this kind there.
    """
    if kind not in KINDS:
        raise Refusal(f"“{kind}” cannot be exported: choose one of {', '.join(KINDS)}.")
    permission, question = KINDS[kind]
    here = place(session, viewer, place_id=place_id) if place_id else _top(session, viewer)
    access.require(viewer, permission, here.path)
    found = session.execute(question(viewer).where(access.below(Place.path, (here.path,))))
    return Sheet(kind, tuple(found.keys()), tuple(tuple(row) for row in found))


def _top(session: Session, viewer: Viewer) -> PlaceRow:
    question = access.visible_places(viewer).where(Place.parent_id.is_(None)).order_by(Place.id)
    found = session.scalar(question.limit(1))
    if found is None:
        raise Refusal("There is no organisation for you to export; name a place.")
    return place(session, viewer, place_id=found.id)


def _escalations(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    given = aliased(Remedy)
    question = access.visible_escalations(viewer).with_only_columns(
        Escalation.id,
        Place.name.label("place"),
        Problem.title.label("problem"),
        TYPED.label("unanticipated_words"),
        Escalation.reason,
        Escalation.escalation_class,
        Remedy.name.label("remedy"),
        Escalation.amount_asked,
        Escalation.asked_currency,
        Escalation.state,
        Escalation.asked_at,
        Escalation.acknowledged_at,
        Escalation.with_customer_at,
        Escalation.resolved_at,
        Escalation.left_at,
        Escalation.withdrawn_at,
        Escalation.outcome,
        given.name.label("granted_remedy"),
        Escalation.amount_granted,
        Escalation.granted_currency,
        Escalation.is_complete,
        Escalation.reopened_at,
        Escalation.reopened_by_id,
        Escalation.source,
        Escalation.external_reference,
    )
    return (
        question.outerjoin(Problem, Problem.id == Escalation.problem_id)
        .outerjoin(Remedy, Remedy.id == Escalation.remedy_id)
        .outerjoin(given, given.id == Escalation.granted_remedy_id)
        .order_by(Escalation.asked_at, Escalation.id)
    )


def _minutes(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        access.visible_minutes(viewer)
        .with_only_columns(
            Place.name.label("place"),
            Huddle.name.label("huddle"),
            Huddle.held_on,
            Minutes.number,
            Minutes.signed_at,
            Person.name.label("signed_by"),
            Minutes.addendum,
            Minutes.chain_position,
            Minutes.previous_hash,
            Minutes.hash,
            Minutes.canonical_text,
        )
        .join(Huddle, Huddle.id == Minutes.huddle_id)
        .join(Person, Person.id == Minutes.signed_by_id)
        .order_by(Place.path, Minutes.chain_position)
    )


def _limits(_viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        limit_rules.rules()
        .with_only_columns(
            AuthorityLimit.rule_number,
            AuthorityLimit.version_number,
            Place.name.label("place"),
            Grade.name.label("grade"),
            Remedy.name.label("remedy"),
            Problem.title.label("problem"),
            AuthorityLimit.kind,
            AuthorityLimit.amount,
            AuthorityLimit.currency,
            AuthorityLimit.unlimited_until,
            AuthorityLimit.in_force_from,
            AuthorityLimit.in_force_until,
        )
        .outerjoin(Remedy, Remedy.id == AuthorityLimit.remedy_id)
        .outerjoin(Problem, Problem.id == AuthorityLimit.problem_id)
        .order_by(None)
        .order_by(AuthorityLimit.rule_number, AuthorityLimit.version_number)
    )


def _people(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        access.visible_people(viewer)
        .with_only_columns(
            Person.id,
            Person.name,
            Person.sign_in,
            Place.name.label("home"),
            Grade.name.label("grade"),
            Person.desk,
            Person.deactivated_at,
        )
        .join(Grade, Grade.id == Person.grade_id)
        .order_by(Person.name, Person.id)
    )


def _problems(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        access.visible_problems(viewer)
        .with_only_columns(
            Problem.id,
            Place.name.label("place"),
            Problem.title,
            Problem.origin,
            Problem.cause_class,
            Problem.fault,
            Problem.likelihood,
            Problem.impact,
            Problem.promise_broken,
            Problem.keywords,
            Problem.created_at,
        )
        .order_by(Problem.title, Problem.id)
    )


def _contacts(_viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        select(Place.name.label("place"), ContactsServed.served_on, ContactsServed.contacts)
        .join(Place, Place.id == ContactsServed.place_id)
        .order_by(ContactsServed.served_on, Place.path)
    )


def _actions(_viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Action.id,
            Place.name.label("place"),
            Action.kind,
            Action.text,
            Person.name.label("owner"),
            Action.due_on,
            Action.created_at,
            Action.done_at,
            Action.verified_at,
        )
        .join(Place, Place.id == Action.place_id)
        .outerjoin(Person, Person.id == Action.owner_id)
        .order_by(Action.id)
    )


KINDS: dict[str, tuple[Permission, Question]] = {
    "escalations": (Permission.ESCALATION_SEE_ALL, _escalations),
    "minutes": (Permission.HUDDLE_SEE, _minutes),
    "limits": (Permission.LIMITS_SEE, _limits),
    "people": (Permission.PEOPLE_CHANGE, _people),
    "problems": (Permission.PLAYBOOK_SEE, _problems),
    "contacts": (Permission.MEASURES_SEE, _contacts),
    "actions": (Permission.HUDDLE_SEE, _actions),
}
