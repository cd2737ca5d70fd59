"""What an agenda should mend before a customer finds it: answers that expire, limits that lack."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from db import access
from db.access import Viewer
from db.queries.offices import places_inside
from db.rules.agenda_facts import Expiring, Gap
from db.rules.proposals import GAP_DAYS
from db.rules.words import EscalationClass, LimitKind, ResponseState
from db.tables.contacts import HelpContact
from db.tables.escalations import Escalation
from db.tables.limits import AuthorityLimit
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import Remedy
from db.tables.responses import Response


def expiring(session: Session, *, path: str, until: date) -> tuple[Expiring, ...]:
    """The nearest agreed response of each problem, and the numbers to call, that expire by
    `until`.
    """
    question = (
        select(Response, Problem)
        .join(Problem, Problem.id == Response.problem_id)
        .join(Place, Place.id == Response.place_id)
        .where(
            Response.state == ResponseState.AGREED,
            Place.path.in_(access.ancestors(path)),
            Problem.deactivated_at.is_(None),
        )
        .order_by(func.length(Place.path).desc(), Response.id)
    )
    nearest: dict[int, tuple[Response, Problem]] = {}
    for response, problem in session.execute(question):
        nearest.setdefault(problem.id, (response, problem))
    responses = [
        Expiring(f"response:{response.id}", problem.title, ends, problem.origin, problem.id)
        for response, problem in nearest.values()
        if (ends := response.verified_until) is not None and ends <= until
    ]
    return (*responses, *_expiring_contacts(session, path, until))


def _expiring_contacts(session: Session, path: str, until: date) -> list[Expiring]:
    question = (
        select(HelpContact)
        .join(Place, Place.id == HelpContact.place_id)
        .where(
            Place.path.in_(access.ancestors(path)),
            HelpContact.deactivated_at.is_(None),
            HelpContact.verified_until <= until,
        )
        .order_by(HelpContact.id)
    )
    return [
        Expiring(f"contact:{each.id}", f"Number of {each.name}", each.verified_until, None, None)
        for each in session.scalars(question)
        if each.verified_until is not None
    ]


def gaps(session: Session, viewer: Viewer, *, path: str, until: datetime) -> tuple[Gap, ...]:
    """Problems and remedies that staff asked for without a rule, and that still have none."""
    question = (
        access.visible_escalations(viewer)
        .add_columns(Problem, Remedy)
        .join(Problem, Problem.id == Escalation.problem_id)
        .join(Remedy, Remedy.id == Escalation.remedy_id)
        .where(
            Escalation.place_id.in_(places_inside(session, path)),
            Escalation.escalation_class == EscalationClass.NO_RULE,
            Escalation.asked_at >= until - timedelta(days=GAP_DAYS),
            Escalation.asked_at < until,
            ~_rule_here(path, until).exists(),
        )
        .order_by(Remedy.name, Escalation.id)
    )
    rows = [(problem, remedy.name) for _, problem, remedy in session.execute(question)]
    return tuple(_gap(problem, rows) for problem in dict.fromkeys(each for each, _ in rows))


def _gap(problem: Problem, rows: Sequence[tuple[Problem, str]]) -> Gap:
    remedies = [name for each, name in rows if each is problem]
    names = tuple(dict.fromkeys(name.lower() for name in remedies))
    return Gap(problem.id, problem.title, problem.origin, names, len(remedies))


def _rule_here(path: str, at: datetime) -> Select[int]:
    here = aliased(Place)
    return (
        select(AuthorityLimit.id)
        .join(here, here.id == AuthorityLimit.place_id)
        .where(
            here.path.in_(access.ancestors(path)),
            AuthorityLimit.kind != LimitKind.NONE,
            _either(AuthorityLimit.remedy_id, Escalation.remedy_id),
            _either(AuthorityLimit.problem_id, Escalation.problem_id),
            AuthorityLimit.in_force_from <= at,
            or_(AuthorityLimit.in_force_until.is_(None), AuthorityLimit.in_force_until > at),
        )
    )


def _either(
    rule: InstrumentedAttribute[int | None], asked: InstrumentedAttribute[int | None]
) -> ColumnElement[bool]:
    """Whether a rule names what was asked, or any."""
    return or_(rule.is_(None), rule == asked)
